import { Bars } from '../../ui/charts/bars.tsx'
import { CompletionCurve } from '../../ui/charts/completion-curve.tsx'
import { IntervalBar } from '../../ui/charts/interval-bar.tsx'
import { PaceChart } from '../../ui/charts/pace-chart.tsx'
import { SharesBar } from '../../ui/charts/shares-bar.tsx'
import { Choices, ErrorSummary, Field, TextArea } from '../../ui/form.tsx'
import { LabelPanel, LabelRow, Missing, Pair, Tag } from '../../ui/label.tsx'
import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { messages } from './messages.ts'

/**
 * Every part of ui/ in every state, for those who build pages. Its figures are invented and the page says so.
 */
export function StylePage({ page }: { page: PageContext }) {
  const t = messages(page.locale)
  return (
    <Layout page={page} title={t('style')}>
      <section class="stack">
        <h1>{t('style')}</h1>
        <p class="kicker">{t('styleKicker')}</p>
        <p>{t('styleText')}</p>
        <h2>{t('styleHeading')} 2</h2>
        <h3>{t('styleHeading')} 3</h3>
        <p class="quiet">{t('styleQuiet')}</p>
        <p>
          <small>{t('styleSmall')}</small> <Tag>{t('styleTag')}</Tag>{' '}
          <a href={urls.style()}>{t('styleLink')}</a>
        </p>
        <p class="buttons">
          <button class="btn" type="button">
            {t('styleButton')}
          </button>
          <button class="btn plain" type="button">
            {t('styleButtonPlain')}
          </button>
          <button class="btn" type="button" disabled>
            {t('styleButtonOff')}
          </button>
          <button class="link" type="button">
            {t('styleButtonLink')}
          </button>
        </p>
        <p class="good">{t('styleGood')}</p>
        <p class="warning">{t('styleWarning')}</p>
        <p class="bad">{t('styleBad')}</p>
        <Missing>{t('styleMissing')}</Missing>
      </section>
      <StyleForms page={page} />
      <StyleLabel page={page} />
      <StyleProse page={page} />
    </Layout>
  )
}

function StyleForms({ page }: { page: PageContext }) {
  const t = messages(page.locale)
  return (
    <section>
      <h2>{t('styleForms')}</h2>
      <ErrorSummary title={t('title_422')} says={[{ name: 'style-wrong', text: t('styleError') }]} />
      <Field name="style-plain" label={t('styleField')} hint={t('styleHint')} />
      <Field name="style-wrong" label={t('styleField')} value="…" error={t('styleError')} />
      <TextArea name="style-area" label={t('styleArea')} rows={3} />
      <Choices
        name="style-choice"
        legend={t('styleChoice')}
        value="a"
        choices={[
          { value: 'a', label: t('styleChosen'), detail: t('styleHint') },
          { value: 'b', label: t('styleNotChosen') },
        ]}
      />
      <p>
        <progress value={34} max={100} aria-label={t('styleProgress')} />
      </p>
    </section>
  )
}

function StyleLabel({ page }: { page: PageContext }) {
  const t = messages(page.locale)
  const words = { stated: t('styleStated'), measured: t('styleMeasured') }
  const bins = [0.2, 0.1, 0.7].map((share, k) => ({
    label: k === 2 ? t('styleSilent') : `${5 - k} ★`,
    share,
    kind: k === 2 ? ('hatched' as const) : undefined,
  }))
  const points = [30, 90, 150, 210, 300].map((day, k) => ({
    day,
    value: 0.05 * (k + 1),
    lower: 0.04 * (k + 1),
    upper: 0.06 * (k + 1),
  }))
  const leavingPoints = points.map((point) => ({
    day: point.day,
    value: point.value * 2,
    lower: point.lower * 2,
    upper: point.upper * 2,
  }))
  return (
    <section class="two">
      <LabelPanel title={t('styleLabel')} about={t('styleInvented')}>
        <LabelRow
          id="style-row"
          title={t('styleRow')}
          more={{ href: urls.style(), text: t('styleMore') }}
          heavy
        >
          <Pair words={words} stated="16" measured={<p class="big num">28</p>} />
          <CompletionCurve
            locale={page.locale}
            series={[
              { kind: 'ink', points: leavingPoints, label: t('styleLeft') },
              { kind: 'accent', points, label: t('styleFinished') },
            ]}
            daysMax={365}
            advertisedDays={112}
            says={{
              title: t('styleCurve'),
              description: t('styleCurve'),
              start: '0',
              advertised: '112',
              end: '365',
            }}
          />
        </LabelRow>
        <LabelRow id="style-shares" title={t('styleShares')} heavy>
          <SharesBar
            id="style-hatch"
            title={t('styleShares')}
            parts={[
              { share: 0.5, kind: 'ink', label: '50 %' },
              { share: 0.2, kind: 'accent', label: '20 %' },
              { share: 0.3, kind: 'hatched', label: '30 %' },
            ]}
          />
        </LabelRow>
        <LabelRow id="style-missing" title={t('styleMissing')}>
          <Missing>{t('styleMissing')}</Missing>
        </LabelRow>
      </LabelPanel>
      <div class="stack">
        <Bars id="style-silent" locale={page.locale} bars={bins} title={t('styleHistogram')} />
        <PaceChart
          locale={page.locale}
          points={points.map(({ day, value }) => ({ day, rate: value / 10 }))}
          advertisedDays={112}
          says={{
            title: t('stylePace'),
            description: t('stylePace'),
            start: '0',
            advertised: '112',
            end: '365',
          }}
        />
        <IntervalBar value={0.28} lower={0.26} upper={0.31} title={t('styleInterval')} />
      </div>
    </section>
  )
}

function StyleProse({ page }: { page: PageContext }) {
  const t = messages(page.locale)
  return (
    <section class="prose">
      <h2>{t('styleProse')}</h2>
      <p>{t('styleText')}</p>
      <pre tabIndex={0}>
        <code>
          <span class="tok-keyword">select</span> <span class="tok-function">count</span>(*){' '}
          <span class="tok-comment">-- {t('styleComment')}</span>
          {'\n'}
          <span class="tok-keyword">where</span> name = <span class="tok-string">'ferry'</span>{' '}
          <span class="tok-keyword">and</span> day &gt; <span class="tok-number">3</span>
        </code>
      </pre>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">{t('styleColumn')} 1</th>
            <th scope="col">{t('styleColumn')} 2</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>1,463</td>
            <td>412</td>
          </tr>
        </tbody>
      </table>
      <dl class="facts">
        <dt>{t('styleColumn')}</dt>
        <dd>96</dd>
      </dl>
    </section>
  )
}
