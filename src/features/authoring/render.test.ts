import { describe, expect, test } from 'vitest'
import { NO_PLACES, type Places } from './places.ts'
import { renderInline, renderMarkdown } from './render.ts'

const places: Places = {
  ...NO_PLACES,
  media: (path) =>
    path.startsWith('media/') ? { url: `/m/${path.slice(6)}`, width: 400, height: 300 } : undefined,
  item: (name) => (name === 'next.md' ? '/learn/next' : undefined),
  mediaFacts: (path) =>
    path === 'media/join.webm'
      ? { title: 'A join', captionsUrl: '/m/join.vtt', transcriptHtml: '<p>Two tables meet.</p>' }
      : undefined,
}
const html = async (source: string) => (await renderMarkdown(source, places)).html

describe('what authors write', () => {
  test('code gets classes and no inline style', async () => {
    const out = await html('```sql\nselect count(*) from trips -- all\n```')
    expect(out).toContain('<span class="tok-keyword">select</span>')
    expect(out).toContain('tok-comment')
    expect(out).not.toContain('style=')
  })

  test('mathematics becomes MathML, once', async () => {
    const out = await html('The rate $p = x/n$ and\n\n$$\n\\frac{a}{b}\n$$\n')
    expect(out).toContain('<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mi>p</mi>')
    expect(out).toContain('<mfrac><mi>a</mi><mi>b</mi></mfrac>')
    expect(out).not.toContain('annotation')
    expect(out).not.toContain('frac{')
  })

  test('a dollar that is money stays a dollar', async () => {
    expect(await html('It costs $5 or $6 a month, or \\$7.')).toBe(
      '<p>It costs $5 or $6 a month, or $7.</p>\n',
    )
  })

  test('a picture alone is a figure with its caption and its size', async () => {
    expect(await html('![Two circles](media/join.svg "What is *kept*")')).toBe(
      '<figure class="figure-picture"><img src="/m/join.svg" alt="Two circles" width="400" height="300" loading="lazy" decoding="async" /><figcaption>What is <em>kept</em></figcaption></figure>\n',
    )
  })

  test('a video has captions and its transcript below', async () => {
    const out = await html('![A join](media/join.webm "Step by step")')
    expect(out).toContain(
      '<video src="/m/join.webm" controls preload="metadata"><track kind="captions" src="/m/join.vtt"',
    )
    expect(out).toContain(
      '<details class="transcript"><summary>Transcript</summary><p>Two tables meet.</p></details>',
    )
  })

  test('headings have ids, and links to them and to other items arrive', async () => {
    const { html: out, headings } = await renderMarkdown(
      '# Who left?\n\n## Who left?\n\n[up](#who-left) [on](next.md)',
      places,
    )
    expect(headings).toEqual([
      { id: 's-who-left', level: 2, text: 'Who left?' },
      { id: 's-who-left-2', level: 2, text: 'Who left?' },
    ])
    expect(out).toContain('<a href="#s-who-left">up</a> <a href="/learn/next">on</a>')
  })

  test('boxes hold Markdown and close where they say', async () => {
    const out = await html(
      '::: try Count them\nOne\n\n::: answer Show it\n**Nine**\n:::\n\nTwo\n:::\n\nAfter',
    )
    expect(out.replaceAll('\n', '')).toBe(
      '<section class="box box-try"><p class="box-title"><strong>Count them</strong></p><p>One</p><details class="box box-answer"><summary>Show it</summary><p><strong>Nine</strong></p></details><p>Two</p></section><p>After</p>',
    )
  })

  test('a line of colons inside code closes no box, also in a list', async () => {
    const out = await html('::: answer Show\n1. ```sql\n   :::\n   ```\n2. Two\n:::\n\nAfter')
    expect(out).toContain('<code>:::</code>')
    expect(out.trimEnd()).toMatch(/<\/ol>\s*<\/details>\s*<p>After<\/p>$/)
  })

  test('English text has curly quotes, code and other languages keep theirs', async () => {
    const source = `It isn't "so": \`'x'\``
    expect(await html(source)).toBe("<p>It isn’t “so”: <code>'x'</code></p>\n")
    expect((await renderMarkdown(source, { ...places, language: 'fr' })).html).toContain('isn\'t "so"')
  })

  test('columns of figures are aligned by class', async () => {
    expect(await html('| a | b |\n|---|--:|\n| x | 1 |')).toContain('<td class="align-right">1</td>')
  })
})

describe('what an attacker writes', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><style>@import "//evil.example"</style></svg>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](java&#115;cript:alert(1))',
    '[a](data:text/html,<script>alert(1)</script>)',
    '[a](vbscript:msgbox(1))',
    '[a](//evil.example)',
    '![a](https://evil.example/pixel.gif)',
    '![x](javascript:alert(1))',
    '![a](media/x.svg" onerror="alert(1))',
    '![a" onerror="alert(1)](media/x.svg "b\\" onload=\\"alert(1)")',
    '$\\href{javascript:alert(1)}{x}$',
    '$\\htmlClass{a}{x}\\includegraphics{https://evil.example/a.png}$',
    '$$\\text{</math><script>alert(1)</script>}$$',
    '```"><script>alert(1)</script>\ncode\n```',
    '```html\n<script>alert(1)</script>\n```',
    '::: answer <script>alert(1)</script>\n<b onclick=alert(1)>x</b>\n:::',
    '## <img src=x onerror=alert(1)>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '[a]: javascript:alert(1)\n\n[a]',
    '<https://evil.example/"onmouseover="alert(1)>',
  ])('%s renders harmless', async (source) => {
    for (const out of [await html(source), renderInline(source, places)]) expectHarmless(out)
  })
})

/** Every tag and attribute that leaves must be on the short list; text is free to say what it likes. */
function expectHarmless(out: string): void {
  for (const [tag] of out.matchAll(/<[^>]*>/g)) {
    expect(tag).not.toMatch(/^<\/?(script|style|iframe|svg|object|embed|form|input|link|meta|base|mglyph)/i)
    const attributes = tag.replaceAll(/"[^"]*"/g, '""')
    expect(attributes).not.toMatch(/\son\w+\s*=/i)
    expect(attributes).not.toMatch(/\sstyle\s*=/i)
    const addresses = [...tag.matchAll(/(?:href|src|xlink:href)="([^"]*)"/gi)].map((match) => match[1] ?? '')
    for (const address of addresses) expect(address).toMatch(/^(\/m\/|#|https?:\/\/|mailto:|\/learn\/)/)
    if (tag.startsWith('<img')) expect(addresses[0]).toMatch(/^\/m\//)
  }
}
