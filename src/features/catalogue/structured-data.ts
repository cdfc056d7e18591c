import { decimalOf } from '../../domain/format-minor.ts'
import type { PageContext } from '../../ui/page-context.ts'
import { urls } from '../../urls.ts'
import type { CredentialDetails } from './queries.ts'

/** The stated facts for search engines: schema.org Course, and the credential that it leads to. */
export function structuredData(page: PageContext, credential: CredentialDetails): unknown {
  const url = page.publicUrl + urls.credential({ credential: credential.slug })
  const provider = {
    '@type': 'Organization',
    name: credential.provider.name,
    url: page.publicUrl + urls.provider({ provider: credential.provider.slug }),
    address: { '@type': 'PostalAddress', addressCountry: credential.provider.country },
  }
  const { facts } = credential
  return {
    '@context': 'https://schema.org',
    '@type': 'Course',
    '@id': url,
    url,
    name: credential.title,
    description: credential.summary,
    provider,
    inLanguage: facts.language,
    educationalLevel: facts.level,
    coursePrerequisites: facts.prerequisites,
    teaches: facts.outcomes,
    timeRequired: `PT${credential.effortHours}H`,
    datePublished: credential.publishedAt.toISOString().slice(0, 10),
    version: facts.version,
    creativeWorkStatus: credential.status === 'open' ? 'Published' : 'Draft',
    hasCourseInstance: {
      '@type': 'CourseInstance',
      courseMode: 'Online',
      courseWorkload: `PT${facts.hours_per_week}H`,
    },
    offers: {
      '@type': 'Offer',
      category: credential.priceMinor === null ? 'Free' : 'Subscription',
      price:
        credential.priceMinor === null ? 0 : decimalOf(credential.priceMinor, credential.currency ?? 'EUR'),
      priceCurrency: credential.currency ?? 'EUR',
    },
    educationalCredentialAwarded: {
      '@type': 'EducationalOccupationalCredential',
      name: credential.title,
      credentialCategory: credential.kind.replace('_', ' '),
      competencyRequired: facts.skills.map((skill) => skill.name),
      recognizedBy: provider,
    },
  }
}
