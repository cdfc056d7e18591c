import { expect, test } from 'vitest'
import { renderLearnerMarkdown } from './learner-markdown.ts'

test('tables, headings and line breaks are shown, headings below those of the page', () => {
  const html = renderLearnerMarkdown(
    '# Hours\n\none\ntwo\n\n### How\n\n| a | b |\n| - | -: |\n| 1 | 2 |\n\n# Limits',
  )
  expect(html).toContain('<h3>Hours</h3>')
  expect(html).toContain('one<br>\ntwo')
  expect(html).toContain('<h4>How</h4>')
  expect(html).toContain('<h3>Limits</h3>')
  expect(html).toContain('<td>2</td>')
  expect(html).not.toContain('style=')
})

test('HTML, script and pictures from elsewhere stay text or links', () => {
  const html = renderLearnerMarkdown(
    '<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n<iframe src="https://evil.example"></iframe>\n\n![me](https://evil.example/pixel.png)',
  )
  expect(html).not.toMatch(/<(script|img|iframe)/)
  expect(html).toContain('&lt;script&gt;')
  expect(html).toContain(
    '<a href="https://evil.example/pixel.png" rel="nofollow noopener noreferrer ugc">me</a>',
  )
})

test('links lead only where a link may lead', () => {
  for (const address of [
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'JaVaScRiPt:alert(1)',
    '/account/erasure',
    '//evil.example',
  ])
    expect(renderLearnerMarkdown(`[x](${address})`), address).not.toContain('<a ')
  expect(renderLearnerMarkdown('[x](https://example.org/?a=1&b="2)')).toContain(
    'href="https://example.org/?a=1&amp;b=%222"',
  )
  expect(renderLearnerMarkdown('<https://example.org>')).toContain('rel="nofollow')
})

test('text of the largest size is rendered at once, however it is built', () => {
  for (const unit of ['[', '*a ', '> ', '- ', '`', '|a', '![', '<a ', '_']) {
    const before = performance.now()
    renderLearnerMarkdown(unit.repeat(60_000 / unit.length))
    expect(performance.now() - before, unit).toBeLessThan(3000)
  }
})

test('wide tables and code can be scrolled by keyboard, and a head without a word is none', () => {
  const html = renderLearnerMarkdown('| | n |\n| - | - |\n| a | 1 |\n\n```sql\nselect a < b\n```')
  expect(html).toContain('<div class="table-scroll" tabindex="0"><table>')
  expect(html).toContain('<td></td>\n<th>n</th>')
  expect(html).toContain('<pre tabindex="0"><code>select a &lt; b\n</code></pre>')
})
