import { urls, withQuery } from '../../../urls.ts'

/** LinkedIn's form "Add license or certification", filled in; nothing is sent before its reader presses Save there. */
export function linkedInAddress(earned: {
  title: string
  providerName: string
  issuedAt: Date
  credential: string
  site: string
}): string {
  return withQuery('https://www.linkedin.com/profile/add', {
    startTask: 'CERTIFICATION_NAME',
    name: earned.title,
    organizationName: earned.providerName,
    issueYear: earned.issuedAt.getUTCFullYear(),
    issueMonth: earned.issuedAt.getUTCMonth() + 1,
    certUrl: earned.site + urls.issued({ credential: earned.credential }),
    certId: earned.credential,
  })
}

/** A picture with a link, for the end of mails: what every mail program shows. */
export function signatureCode(site: string, credential: string, says: string): string {
  const [link, picture] = [urls.issued({ credential }), urls.issuedSignature({ credential })]
  return `<a href="${site}${link}"><img src="${site}${picture}" alt="${attribute(says)}" width="320" height="80"></a>`
}

/** A frame without a script, for pages. */
export function embedCode(site: string, credential: string, says: string): string {
  const page = urls.issuedEmbed({ credential })
  return `<iframe src="${site}${page}" title="${attribute(says)}" width="320" height="420" style="border:0;max-width:100%" loading="lazy"></iframe>`
}

// What a title may hold must not end the attribute.
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
