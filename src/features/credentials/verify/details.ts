/**
 * The particulars that findings name, as codes, so that every page can say them in its own language. A code may carry
 * one argument from the outside (`http_status|404`), which takes the place of `{argument}`.
 */
export const DETAIL_WORDS = {
  // What was handed in
  not_text: 'it is not text',
  empty: 'it is empty',
  not_json: 'it is neither JSON nor a signed token',
  not_object: 'the JSON in it is not an object',
  hidden_part: 'it contains a part named {argument}, which programs read in different ways',
  token_damaged: 'the signed token in it is damaged',
  markup: 'it is a web page or other markup, not a badge',
  picture_none: 'the picture has no credential inside',
  picture_two: 'the picture has two credentials inside',
  picture_cut: 'the picture is cut off',
  picture_text: 'the text in the picture is damaged or too large',
  // What could not be had
  network_unused: 'the network was not used',
  address_malformed: 'its address is malformed',
  https_only: 'only https addresses are looked up',
  address_password: 'addresses with a password in them are not looked up',
  host_no_address: 'its host has no address',
  host_not_found: 'its host was not found',
  host_not_public: 'its host is not on the public internet',
  host_unreachable: 'its host can’t be reached: {argument}',
  http_status: 'its host answers with {argument}',
  redirects: 'it sends from address to address without end',
  answer_large: 'it is too large',
  too_slow: 'it took too long',
  not_keys: 'what lies there is not a list of keys',
  other_id: 'what lies there names itself otherwise',
  no_document: 'nothing can be looked up under such a name',
  file_unreadable: 'the file can’t be read: {argument}',
  not_ours: 'nothing of the kind lies at that address of this site',
  // Shape
  context_first: 'it does not begin with the vocabulary of verifiable credentials',
  type_missing: 'it does not say VerifiableCredential',
  not_address: 'it is not an address',
  no_address: 'it has no address',
  says_nothing: 'it says nothing',
  kind_unnamed: 'its kind is not named',
  says_other: 'it says something else than the credential',
  token_kind: 'a signed token of this kind is no credential',
  not_allowed: 'it must not be there',
  not_text_value: 'it is not a text',
  not_object_value: 'it is not an object',
  empty_value: 'it is empty',
  not_known_form: 'it has a form that it can’t have',
  // Signature
  proof_not_object: 'it is not an object',
  proof_value: 'its value is not one that this kind of signature can have',
  proof_no_key: 'it does not name its key',
  proof_date: 'its date can’t be read: {argument}',
  proof_no_type: 'it does not say of which kind it is',
  proof_id: 'its name is not an address',
  proof_earlier: 'it builds on a signature that is not there, or there twice',
  proof_context: 'its vocabulary is not that of the document',
  key_not_listed: 'its key is not among those of its owner: {argument}',
  key_form: 'its form is not known here',
  key_suite: '{argument} does not use such a key',
  proof_two: 'it says two things of how it is signed',
  // Lists of what was withdrawn
  list_says: 'none, only that it is in the list of the withdrawn',
  entry_malformed: 'the credential does not say rightly which entry is its own',
  list_of_other: 'it is the list of another issuer',
  list_other_kind: 'it is not a list of that kind',
  list_other_purpose: 'it is a list for another purpose',
  list_damaged: 'it is damaged or too large',
  list_too_short: 'it has no such entry',
  // Websites
  domain_not_listed: 'it names others',
  domain_not_right: 'what it says is not rightly signed',
  // What of a credential inside a presentation
  in_shape: 'its shape',
  in_proof: 'its signature',
  in_issuer: 'the key of its issuer',
  in_dates: 'its dates',
  in_status: 'its withdrawal',
  in_other: 'something else',
  // Words that no signature covers
  word: '“{argument}”',
  word_malformed: 'it is malformed',
  word_problem: '{argument}',
  several_things: 'it describes several things',
  backwards: 'parts of it are written backwards or beside it',
  two_places: 'it is described in two places',
} as const

export type DetailCode = keyof typeof DETAIL_WORDS

export function isDetailCode(text: string): text is DetailCode {
  return Object.hasOwn(DETAIL_WORDS, text)
}

export function detail(code: DetailCode, argument?: string): string {
  return argument === undefined ? code : `${code}|${argument}`
}

/** A detail taken apart again; undefined if it is no code but a plain value, such as a date or an address. */
export function readDetail(text: string): { code: DetailCode; argument: string } | undefined {
  const bar = text.indexOf('|')
  const code = bar < 0 ? text : text.slice(0, bar)
  if (!isDetailCode(code)) return undefined
  return { code, argument: bar < 0 ? '' : text.slice(bar + 1) }
}

export function detailInEnglish(text: string): string {
  const read = readDetail(text)
  return read ? DETAIL_WORDS[read.code].replace('{argument}', () => read.argument) : text
}
