import type { Figure } from '../../domain/figure.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import { figureTitle, type LabelFigures } from '../outcomes/api.ts'
import type { CredentialDetails } from './queries.ts'
import { structuredData } from './structured-data.ts'

/**
 * The label as linked data (JSON-LD 1.1): the course and its credential in schema.org and CTDL, and the measured figures
 * as a QData DataSetProfile, one Metric and one Observation each (https://credreg.net/qdata/terms). What is suppressed
 * is an Observation without a value that says why; intervals stand in its comment, because QData has no term for them.
 */
export function labelLinkedData(page: PageContext, credential: CredentialDetails, label: LabelFigures) {
  const { slug, provider, facts } = credential
  const at = (path: string) => page.publicUrl + path
  const url = at(urls.credential({ credential: slug }))
  const { '@context': _context, ...course } = structuredData(page, credential) as Record<string, unknown>
  const profile = label.release && `${url}#figures-${label.release.id}`
  return {
    '@context': {
      '@vocab': 'https://schema.org/',
      schema: 'https://schema.org/',
      ceterms: 'https://purl.org/ctdl/terms/',
      ceasn: 'https://purl.org/ctdlasn/terms/',
      qdata: 'https://credreg.net/qdata/terms/',
      metricCat: 'https://credreg.net/qdata/vocabs/metricCat/',
    },
    '@graph': [
      course,
      {
        '@id': `${url}#credential`,
        '@type': credential.kind === 'badge' ? 'ceterms:DigitalBadge' : 'ceterms:Certificate',
        'ceterms:name': inEnglish(credential.title),
        'ceterms:description': inEnglish(credential.summary),
        'ceterms:subjectWebpage': { '@id': url },
        'ceterms:inLanguage': facts.language,
        'ceterms:versionIdentifier': facts.version,
        'ceterms:ownedBy': { '@id': at(urls.provider({ provider: provider.slug })) },
        'ceterms:estimatedDuration': {
          '@type': 'ceterms:DurationProfile',
          'ceterms:exactDuration': `P${Math.round(credential.advertisedWeeks * 7)}D`,
        },
        ...(profile ? { 'qdata:relevantDataSet': { '@id': profile } } : {}),
      },
      {
        '@id': at(urls.provider({ provider: provider.slug })),
        '@type': 'ceterms:CredentialOrganization',
        'ceterms:name': inEnglish(provider.name),
      },
      ...(profile ? [dataSet(profile, url, page, credential, label)] : []),
    ],
  }
}

function dataSet(
  id: string,
  url: string,
  page: PageContext,
  credential: CredentialDetails,
  label: LabelFigures,
) {
  const { slug } = credential
  const at = (path: string) => page.publicUrl + path
  // Metrics are named in English, as the figures' own words are.
  const figures = label.figures.map((one) => ({ ...one, name: figureTitle('en', one.name, one.grouping) }))
  const periods = figures.map(({ figure }) => figure.period)
  const key = (k: number) => `${id}-${k + 1}`
  return {
    '@id': id,
    '@type': 'qdata:DataSetProfile',
    'ceterms:name': inEnglish(`Measured figures of ${credential.title}`),
    'ceterms:description': inEnglish(
      `Facts before ${label.release!.asOf.toISOString().slice(0, 10)}, measured by the platform${
        label.simulated ? '. The people are simulated: this is a demonstration' : ''
      }`,
    ),
    'qdata:relevantDataSetFor': { '@id': `${url}#credential` },
    'qdata:dataProvider': { '@id': page.publicUrl },
    ...(periods.length > 0
      ? {
          'qdata:dataSetTemporalCoverage': {
            '@type': 'qdata:DataSetTimeFrame',
            'ceterms:startDate': periods.map(({ from }) => from).toSorted()[0],
            'ceterms:endDate': periods
              .map(({ to }) => to)
              .toSorted()
              .at(-1),
          },
        }
      : {}),
    'qdata:dataSuppressionPolicy': inEnglish(
      `No count of 1 to 9 people is published, nor anything from which one could be computed: ${at(urls.methods())}#suppression`,
    ),
    'qdata:distributionFile': [
      { '@id': at(urls.credentialLabelCsv({ credential: slug })) },
      { '@id': at(urls.credentialLabelJson({ credential: slug })) },
    ],
    'ceterms:source': { '@id': at(urls.release({ release: label.release!.id })) },
    'qdata:hasMetric': figures.map(({ name, figure }, k) => ({
      '@id': `${key(k)}-metric`,
      '@type': 'qdata:Metric',
      'ceterms:name': inEnglish(name),
      'ceterms:description': inEnglish(`${figure.kind}, ${figure.method}; of ${figure.population}`),
      ...(figure.name === 'enrolled' ? { 'qdata:metricType': { '@id': 'metricCat:Enrollment' } } : {}),
    })),
    'qdata:hasObservation': figures.map(({ figure, grouping }, k) => ({
      '@id': `${key(k)}-observation`,
      '@type': 'qdata:Observation',
      'qdata:isObservationOf': { '@id': `${key(k)}-metric` },
      ...observed(figure, grouping, credential.currency),
    })),
  }
}

const quantileTerms: Record<string, string> = {
  'quantile=0.1': 'qdata:percentile10',
  'quantile=0.25': 'qdata:percentile25',
  'quantile=0.5': 'qdata:median',
  'quantile=0.75': 'qdata:percentile75',
  'quantile=0.9': 'qdata:percentile90',
}

function observed(figure: Figure, grouping: string, currency: string | null) {
  const { status, value, kind, lower, upper, denominator } = figure
  if (status !== 'measured' || value === undefined)
    return { 'ceasn:comment': inEnglish(`${status}: ${figure.why ?? ''}`) }
  const isShare = ['proportion', 'cumulative_incidence', 'survival', 'rate'].includes(kind)
  // Money is published in cents; QData has units of the currency.
  const scale = isShare ? 100 : kind === 'money' ? 0.01 : 1
  const scaled = (number: number) => Math.round(number * scale * 1e6) / 1e6
  const term = isShare
    ? 'qdata:percentage'
    : kind === 'mean'
      ? 'qdata:mean'
      : (quantileTerms[grouping] ?? 'schema:value')
  return {
    [term]: scaled(value),
    ...(kind === 'money' && currency ? { 'schema:currency': currency } : {}),
    ...(denominator === undefined
      ? {}
      : { 'qdata:sizeOfPopulation': denominator, 'qdata:sizeOfData': denominator }),
    ...(lower === undefined || upper === undefined
      ? {}
      : {
          'ceasn:comment': inEnglish(
            `${Math.round(figure.level * 100)} % interval: ${scaled(lower)} to ${scaled(upper)}`,
          ),
        }),
  }
}

function inEnglish(text: string) {
  return { '@value': text, '@language': 'en' }
}
