import { detailInEnglish } from './details.ts'
import type { Check, CheckId, CheckStatus } from './result.ts'

type Reason = { status: CheckStatus; says: string; why: string }

/**
 * Everything that a check can find, in plain words. `{name}` is replaced by a detail of the finding. `says` is what was
 * found; `why` is what that means for somebody who has to decide.
 */
export const REASONS = {
  // Shape: is this a credential, and can it be read?
  shape_ok: {
    status: 'passed',
    says: 'It is a credential, and all parts that it must have are there.',
    why: 'It follows the Verifiable Credentials data model.',
  },
  badge_ok: {
    status: 'passed',
    says: 'It is an Open Badge, and all parts that it must have are there.',
    why: 'It follows the Verifiable Credentials data model and Open Badges 3.0.',
  },
  not_readable: {
    status: 'failed',
    says: 'This is no credential: {detail}.',
    why: 'A credential is a JSON document, a signed token (JWT), or a PNG or SVG badge with one of these inside.',
  },
  too_large: {
    status: 'unknown',
    says: 'It is too large to be checked: {size}, and at most {limit} are read.',
    why: 'Real credentials are far smaller. Nothing was read, so nothing can be said about it.',
  },
  too_deep: {
    status: 'unknown',
    says: 'It is nested too deeply to be checked: more than {limit} levels.',
    why: 'Real credentials are far flatter. Nothing was checked, so nothing can be said about it.',
  },
  too_many_parts: {
    status: 'unknown',
    says: 'It has too many parts to be checked: more than {limit}.',
    why: 'Real credentials have far fewer. Nothing was checked, so nothing can be said about it.',
  },
  not_reachable: {
    status: 'unknown',
    says: 'It could not be had: {detail}.',
    why: 'Nothing was read, so nothing can be said about it.',
  },
  part_missing: {
    status: 'failed',
    says: 'It lacks a part that every credential must have: {part}.',
    why: 'Without it the document is no credential, whoever signed it.',
  },
  part_malformed: {
    status: 'failed',
    says: 'A part of it is not what it must be: {part} ({detail}).',
    why: 'Software would read it in different ways, so it counts as damaged.',
  },
  shape_partly_known: {
    status: 'unknown',
    says: 'It uses a vocabulary that is not built in: {url}.',
    why: 'Nobody here knows what its words mean, so its shape could be judged only in part.',
  },
  // Proof: is it unaltered since it was signed?
  proof_ok: {
    status: 'passed',
    says: 'Not altered. The signature matches every word of it.',
    why: 'Whoever holds the key {key} signed exactly this. Whose key that is, the next check says.',
  },
  no_proof: {
    status: 'failed',
    says: 'It is not signed.',
    why: 'Anybody could have written it. A credential without a signature proves nothing.',
  },
  signature_wrong: {
    status: 'failed',
    says: 'The signature does not match.',
    why: 'Something was changed after it was signed, or it was never signed with the key that it names.',
  },
  signature_malformed: {
    status: 'failed',
    says: 'The signature is malformed: {detail}.',
    why: 'It can’t have been made by any signer, so it proves nothing.',
  },
  word_undefined: {
    status: 'failed',
    says: 'It contains something that no signature can cover: {detail}.',
    why: 'A word that its vocabularies don’t define is not part of what was signed. It may have been added later.',
  },
  wrong_purpose: {
    status: 'failed',
    says: 'It was signed for another purpose ({purpose}), not to assert a credential.',
    why: 'A signature made for something else must not be reused as the issuer’s word.',
  },
  proof_expired: {
    status: 'failed',
    says: 'Its signature was only good until {date}.',
    why: 'The issuer limited the signature to that time.',
  },
  proof_not_yet: {
    status: 'failed',
    says: 'Its signature says that it was made on {date}, which has not come yet.',
    why: 'No honest signer dates a signature ahead.',
  },
  other_domain: {
    status: 'failed',
    says: 'It was signed for somebody else ({domain}).',
    why: 'A signature that was made for one place must not be used at another.',
  },
  other_challenge: {
    status: 'failed',
    says: 'It was not signed for this occasion.',
    why: 'The signature does not repeat the question that was asked, so it may be an old one, used again.',
  },
  earlier_unsure: {
    status: 'unknown',
    says: 'The signature builds on an earlier one, and that one could not be found right.',
    why: 'In a chain of signatures a later one counts only as much as those before it.',
  },
  key_not_for_this: {
    status: 'failed',
    says: 'A key signed that its owner does not list for this.',
    why: 'The owner’s own document does not name {key} for this purpose.',
  },
  key_unreachable: {
    status: 'unknown',
    says: 'The signature could not be checked, because the key could not be had: {key}.',
    why: 'The credential may be right or wrong ({detail}). Ask again when the key can be reached.',
  },
  key_unnamed: {
    status: 'unknown',
    says: 'The signature could not be checked, because it does not name its key.',
    why: 'Without a named key nobody can look up who signed.',
  },
  key_unusable: {
    status: 'unknown',
    says: 'The key {key} is of a kind that this software can’t use.',
    why: 'Other software may be able to check it ({detail}).',
  },
  suite_unknown: {
    status: 'unknown',
    says: 'It is signed in a way that this software does not know: {suite}.',
    why: 'Other software may be able to check it.',
  },
  context_unknown: {
    status: 'unknown',
    says: 'The signature could not be checked, because a vocabulary is not built in: {url}.',
    why: 'What was signed depends on the meaning of the words. Vocabularies are never fetched from the network.',
  },
  too_complex: {
    status: 'unknown',
    says: 'It is built so intricately that checking the signature was given up.',
    why: 'Real credentials are far simpler. Nothing can be said about it.',
  },
  // Issuer: does the key belong to the one in whose name it is?
  issuer_ok: {
    status: 'passed',
    says: 'Signed by the issuer. {issuer} lists this key as its own.',
    why: 'The issuer’s own document names the key for signing credentials.',
  },
  issuer_is_key: {
    status: 'passed',
    says: 'Signed by the issuer, whose identifier is the key itself.',
    why: 'The holder of the key signed it. That the key belongs to “{name}” is only what the credential says: nobody else vouches for the name.',
  },
  issuer_known_key: {
    status: 'passed',
    says: 'Signed by the issuer, {name}.',
    why: 'This site knows the key as that of {name}.',
  },
  issuer_other: {
    status: 'failed',
    says: 'It was signed with a key that is not the issuer’s.',
    why: '{issuer} does not list the key {key} for signing credentials. Somebody signed in another’s name.',
  },
  issuer_not_shown: {
    status: 'unknown',
    says: 'It is not shown that the signer is the issuer.',
    why: 'The issuer is named as {issuer}, and nothing at that name says which keys are its own.',
  },
  issuer_unreachable: {
    status: 'unknown',
    says: 'The issuer’s list of keys could not be had: {issuer}.',
    why: 'Whether the signer is the issuer can’t be told until it can be reached ({detail}).',
  },
  issuer_key_expired: {
    status: 'failed',
    says: 'It was signed with a key that the issuer had retired on {date}.',
    why: 'A retired key must not sign anything new.',
  },
  issuer_key_revoked: {
    status: 'failed',
    says: 'It was signed with a key that the issuer withdrew on {date}.',
    why: 'Signatures made with it from that day on are not the issuer’s word.',
  },
  issuer_key_revoked_later: {
    status: 'unknown',
    says: 'The issuer withdrew the key later, on {date}.',
    why: 'Whoever got hold of the key can date a signature as they like, so it can’t be told when this one was made.',
  },
  issuer_not_checked: {
    status: 'not_checked',
    says: 'Whose key it is was not checked.',
    why: 'There is no right signature to ask about.',
  },
  // Domain: does the issuer speak for the website that it names?
  domain_linked: {
    status: 'passed',
    says: 'The issuer speaks for {domain}.',
    why: 'The website {domain} publishes a signed statement that this issuer is its own.',
  },
  domain_is_issuer: {
    status: 'passed',
    says: 'The issuer’s keys are published at {domain}.',
    why: 'Only who controls that website can publish keys there.',
  },
  domain_not_shown: {
    status: 'not_checked',
    says: 'It is not shown that the issuer speaks for {domain}.',
    why: 'The credential names that website, but the website does not say so itself ({detail}). This is no fault, and no proof.',
  },
  // Presentation: who shows it, and what is shown
  presentation_ok: {
    status: 'passed',
    says: 'It is a presentation of credentials, and all parts that it must have are there.',
    why: 'It follows the Verifiable Credentials data model.',
  },
  presentation_unsigned: {
    status: 'unknown',
    says: 'Nobody signed the presentation.',
    why: 'Whoever has a copy of a credential can show it. That it is shown by its holder can’t be told.',
  },
  holder_ok: {
    status: 'passed',
    says: 'Signed by the one who presents it, {holder}.',
    why: 'The key belongs to the holder that the presentation names.',
  },
  holder_unnamed: {
    status: 'passed',
    says: 'Signed by {holder}, who presents it.',
    why: 'The presentation names no holder beside the key.',
  },
  holder_other: {
    status: 'failed',
    says: 'It was signed with a key that is not the holder’s.',
    why: '{holder} does not list the key {key} for presenting. Somebody presents in another’s name.',
  },
  holder_unreachable: {
    status: 'unknown',
    says: 'The holder’s list of keys could not be had: {holder}.',
    why: 'Whether the signer is the holder can’t be told ({detail}).',
  },
  holder_not_checked: {
    status: 'not_checked',
    says: 'Who presents it was not checked.',
    why: 'There is no right signature to ask about.',
  },
  credentials_valid: {
    status: 'passed',
    says: 'What is presented is valid ({count}).',
    why: 'Each credential inside was checked by itself.',
  },
  credentials_none: {
    status: 'not_checked',
    says: 'No credential is presented.',
    why: 'The presentation holds none.',
  },
  credential_invalid: {
    status: 'failed',
    says: 'A credential inside is not valid: {name}.',
    why: 'What was found first concerns {detail}.',
  },
  credential_unknown: {
    status: 'unknown',
    says: 'Of a credential inside it can’t be told whether it is valid: {name}.',
    why: 'What was found first concerns {detail}.',
  },
  // Dates
  in_force: {
    status: 'passed',
    says: 'In force since {from}, without an end.',
    why: 'The issuer set no end.',
  },
  in_force_until: {
    status: 'passed',
    says: 'In force since {from}, until {until}.',
    why: 'Today lies within the time that the issuer set.',
  },
  not_yet_valid: {
    status: 'failed',
    says: 'Not in force before {date}.',
    why: 'The issuer set a start that has not come yet.',
  },
  expired: {
    status: 'failed',
    says: 'It expired on {date}.',
    why: 'The issuer set an end that has passed.',
  },
  dates_reversed: {
    status: 'failed',
    says: 'It would end before it begins.',
    why: 'Its start, {from}, lies after its end, {until}: it can never be in force.',
  },
  dates_malformed: {
    status: 'failed',
    says: 'Its date can’t be read: {part}.',
    why: 'A date needs day, time and time zone, like 2026-05-14T10:00:00Z.',
  },
  // Status
  status_none: {
    status: 'not_checked',
    says: 'Whether it was withdrawn was not checked.',
    why: 'It names no place where its issuer would say so.',
  },
  status_ok: {
    status: 'passed',
    says: 'Not withdrawn, by the issuer’s record.',
    why: 'The issuer’s record was looked up now.',
  },
  revoked: {
    status: 'failed',
    says: 'The issuer has withdrawn it.',
    why: 'The reason given: {detail}',
  },
  suspended: {
    status: 'failed',
    says: 'The issuer has suspended it.',
    why: 'For the time being it is not in force. The issuer may lift that again.',
  },
  status_no_withdrawal: {
    status: 'not_checked',
    says: 'Whether it was withdrawn was not checked.',
    why: 'It names a list, but not one in which its issuer would withdraw it.',
  },
  status_list_unclear: {
    status: 'unknown',
    says: 'Whether it was withdrawn can’t be told: its list is not clear ({url}).',
    why: 'The list was had, but can’t be relied on ({detail}).',
  },
  never_issued: {
    status: 'failed',
    says: 'It says that it comes from this site, but this site never issued it.',
    why: 'Its address lies on this site, whose own records know no such credential by that issuer.',
  },
  status_unreachable: {
    status: 'unknown',
    says: 'Whether it was withdrawn can’t be told: its list could not be had ({url}).',
    why: 'It may have been withdrawn since it was issued ({detail}).',
  },
  status_unknown_kind: {
    status: 'unknown',
    says: 'Whether it was withdrawn can’t be told: its list is of a kind that this software does not read ({kind}).',
    why: 'It may have been withdrawn since it was issued.',
  },
  // Trust
  trust_ok: {
    status: 'passed',
    says: 'The issuer is one of those that you trust.',
    why: '{issuer} is on your list.',
  },
  trust_unlisted: {
    status: 'unknown',
    says: 'The issuer is not one of those that you trust.',
    why: '{issuer} is not on your list.',
  },
} as const satisfies Record<string, Reason>

export type ReasonCode = keyof typeof REASONS

/** One finding, with its sentences filled in. Overlong details are cut: they come from strangers. */
export function finding(id: CheckId, reason: ReasonCode, details: Record<string, string> = {}): Check {
  const short = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, shorten(value)]))
  const { status, says, why } = REASONS[reason]
  return { id, status, reason, details: short, says: inEnglish(says, short), why: inEnglish(why, short) }
}

function inEnglish(sentence: string, details: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => detailInEnglish(details[name] ?? ''))
}

const DETAIL_CHARACTERS_MAX = 300

/** Control and direction characters could make a terminal or a page show something else: they become a mark. */
function shorten(detail: string): string {
  const plain = detail.replace(/[\p{Cc}\p{Cf}]/gu, '·')
  return plain.length > DETAIL_CHARACTERS_MAX ? `${plain.slice(0, DETAIL_CHARACTERS_MAX)}…` : plain
}
