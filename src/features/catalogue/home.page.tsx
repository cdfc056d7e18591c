import { Layout } from '../../ui/layout.tsx'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { CatalogueList } from './catalogue-list.tsx'
import type { CatalogueLine } from './find-entries.ts'
import {
  type Find,
  fieldChoices,
  finishChoices,
  handsChoices,
  levelChoices,
  priceChoices,
  providerChoices,
  sizeChoices,
  sortChoices,
  weeksChoices,
} from './forms.ts'
import { messages } from './messages.ts'
import { nameOf } from './words.ts'

interface HomeProps {
  page: PageContext
  find: Find
  lines: CatalogueLine[]
  /** Languages that occur in the catalogue. */
  languages: string[]
}

/** Home is the catalogue: one sentence on what this is, a search, and the timetable. */
export function HomePage({ page, find, lines, languages }: HomeProps) {
  const t = messages(page.locale)
  return (
    <Layout
      page={page}
      title={page.path === '/' ? 'Candour' : t('search')}
      description={t('homeLead')}
      scripts={['catalogue/search']}
    >
      <section class="home-head">
        <h1>{t('homeTitle')}</h1>
        <p class="lead">{t('homeLead')}</p>
        <SearchForm page={page} find={find} languages={languages} />
      </section>
      <nav class="browse" aria-label={t('browse')}>
        <a href={urls.fields()}>{t('fieldsTitle')}</a> · <a href={urls.providers()}>{t('providersTitle')}</a>
      </nav>
      <p class="visually-hidden" role="status" id="results-count" />
      <div id="results">
        <Results page={page} find={find} lines={lines} />
      </div>
    </Layout>
  )
}

function SearchForm({ page, find, languages }: Omit<HomeProps, 'lines'>) {
  const { locale } = page
  const t = messages(locale)
  const sorts = sortChoices.map((value) => [value, t(`sort_${value}`)] as const)
  return (
    <form class="find" role="search" method="get" action={urls.home()} data-results={urls.catalogueResults()}>
      <div class="search">
        <input
          type="search"
          name="q"
          value={find.q}
          maxLength={200}
          aria-label={t('searchLabel')}
          placeholder={t('searchPlaceholder')}
          autocomplete="off"
        />
        <button class="btn">{t('search')}</button>
      </div>
      <fieldset class="filters">
        <legend class="visually-hidden">{t('filters')}</legend>
        <Filter
          name="field"
          label={t('field')}
          any={t('any_field')}
          value={find.field}
          choices={fieldChoices.map((v) => [v, t(`field_${v}`)])}
        />
        <Filter
          name="level"
          label={t('level')}
          any={t('any_level')}
          value={find.level}
          choices={levelChoices.map((v) => [v, t(`level_${v}`)])}
        />
        <Filter
          name="size"
          label={t('size')}
          any={t('any_size')}
          value={find.size}
          choices={sizeChoices.map((v) => [v, t(`size_${v}`)])}
        />
        <Filter
          name="price"
          label={t('price')}
          any={t('any_price')}
          value={find.price}
          choices={priceChoices.map((v) => [v, t(`price_${v}`)])}
        />
        <Filter
          name="provider"
          label={t('providerKind')}
          any={t('any_provider')}
          value={find.provider}
          choices={providerChoices.map((v) => [v, t(`provider_${v}`)])}
        />
        <Filter
          name="language"
          label={t('language')}
          any={t('any_language')}
          value={find.language}
          choices={languages.map((v) => [v, nameOf(locale, 'language', v)])}
        />
        <Filter
          name="finish"
          label={t('finishes')}
          any={t('anyFinish')}
          value={find.finish}
          choices={finishChoices.map((n) => [n, t('atLeastFinish', { n })])}
        />
        <Filter
          name="weeks"
          label={t('weeksTaken')}
          any={t('anyWeeks')}
          value={find.weeks}
          choices={weeksChoices.map((n) => [n, t('atMostWeeks', { n })])}
        />
        <Filter
          name="hands"
          label={t('handsOn')}
          any={t('anyHands')}
          value={find.hands}
          choices={handsChoices.map((n) => [n, t('atLeastHands', { n })])}
        />
        <Filter
          name="sort"
          label={t('sort')}
          any={t(find.q ? 'sort_fit' : 'sort_finish')}
          anyPrefix={t('sort')}
          value={find.sort}
          choices={sorts}
        />
      </fieldset>
    </form>
  )
}

function Filter({
  name,
  label,
  any,
  anyPrefix,
  value,
  choices,
}: {
  name: string
  label: string
  any: string
  anyPrefix?: string
  value: string | undefined
  choices: (readonly [string, string])[]
}) {
  return (
    <label class={value ? 'filter chosen' : 'filter'}>
      <span class={anyPrefix ? 'filter-label' : 'visually-hidden'}>{label}</span>
      <select name={name}>
        <option value="" selected={!value}>
          {any}
        </option>
        {choices.map(([key, text]) => (
          <option key={key} value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

/** The part that changes while somebody types; also what the page's script fetches. */
export function Results({ page, find, lines }: Omit<HomeProps, 'languages'>) {
  const t = messages(page.locale)
  const count = t('count', { n: lines.length })
  const isByFinish = !find.sort ? !find.q : find.sort === 'finish'
  const isByMeasured = find.sort === 'time' || find.sort === 'cost' || find.sort === 'hands'
  return (
    <div data-says={count}>
      <p class="list-head">
        <span>{count}</span>
        {isByFinish && lines.length > 1 && (
          <span>
            {t('sortedFinish')} <a href={`${urls.methods()}#ranking`}>{t('why')}</a>
          </span>
        )}
        {isByMeasured && lines.length > 1 && (
          <span>
            {t('sortedMeasured')} <a href={`${urls.methods()}#ranking`}>{t('why')}</a>
          </span>
        )}
        {(find.finish || find.hands || find.weeks) && <span>{t('filteredMeasured')}</span>}
        {isNarrowed(find) && <a href={urls.home()}>{t('clear')}</a>}
      </p>
      <CatalogueList page={page} lines={lines} compareForm="compare" />
      {lines.length > 1 && (
        <form id="compare" class="compare-bar" method="get" action={urls.compare()}>
          <button class="btn plain">{t('compareButton')}</button>
          <small>{t('compareHint')}</small>
        </form>
      )}
    </div>
  )
}

function isNarrowed({ q, sort: _sort, ...filters }: Find): boolean {
  return q !== '' || Object.values(filters).some((value) => value !== undefined)
}
