// Every URL of the site, typed: the map that pages link by and rooms mount by. No hand-written hrefs elsewhere.

type Names<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? CleanName<Name> | Names<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? CleanName<Name>
    : never
type CleanName<N extends string> = N extends `${infer Bare}.${string}` ? Bare : N
type Parameters_<P extends string> = [Names<P>] extends [never] ? [] : [Record<Names<P>, string | number>]

export interface Url<P extends string = string> {
  (...parameters: Parameters_<P>): string
  pattern: P
}

function url<const P extends string>(pattern: P): Url<P> {
  const build = (...[values]: Parameters_<P>): string =>
    pattern.replace(/:([a-zA-Z]+)/g, (_, name: string) =>
      encodeURIComponent(String((values as Record<string, string>)[name])),
    )
  return Object.assign(build as Url<P>, { pattern })
}

export const urls = {
  // catalogue: find and judge
  home: url('/'),
  catalogueResults: url('/catalogue/results'),
  compare: url('/compare'),
  provider: url('/providers/:provider'),
  credential: url('/credentials/:credential'),
  credentialLabelPrint: url('/credentials/:credential/label/print'),
  credentialLabelJson: url('/credentials/:credential/label.json'),
  credentialLabelCsv: url('/credentials/:credential/label.csv'),
  credentialLabelJsonLd: url('/credentials/:credential/label.jsonld'),
  credentialLabelSvg: url('/credentials/:credential/label.svg'),
  credentialLabelEmbed: url('/credentials/:credential/label/embed'),
  labelRow: url('/credentials/:credential/label/:row'),
  selfCheck: url('/credentials/:credential/self-check'),
  schema: url('/schemas/:schema'),
  fields: url('/fields'),
  field: url('/fields/:field'),
  providers: url('/providers'),
  previewLesson: url('/credentials/:credential/preview/:course/:item'),
  media: url('/media/:hash/:name'),
  methods: url('/methods'),
  method: url('/methods/:method'),

  // account: who you are
  signUp: url('/sign-up'),
  signIn: url('/sign-in'),
  sessions: url('/sessions'),
  endSession: url('/sessions/end'),
  forgotPassword: url('/password/forgotten'),
  resetPassword: url('/password/reset/:token'),
  confirmEmail: url('/email/confirm/:token'),
  operatorInvitation: url('/operators/invitations/:token'),
  account: url('/account'),
  accountName: url('/account/name'),
  confirmationMails: url('/account/confirmation-mails'),
  erasure: url('/account/erasure'),
  preferences: url('/preferences'),

  // learn: the learner's own
  myLearning: url('/learn'),
  enrolFree: url('/credentials/:credential/enrolment'),
  enrolment: url('/learn/:enrolment'),
  plan: url('/learn/:enrolment/plan'),
  rating: url('/learn/:enrolment/rating'),
  item: url('/learn/:enrolment/items/:item'),
  /** An item named in a text: leads to the reader's own, else to what everybody may see of it. */
  itemInTexts: url('/items/:item'),
  itemCompletion: url('/learn/:enrolment/items/:item/completion'),
  activity: url('/activity'),

  // quiz
  attempts: url('/learn/:enrolment/items/:item/attempts'),
  attempt: url('/attempts/:attempt'),
  attemptAnswers: url('/attempts/:attempt/answers'),
  attemptSubmission: url('/attempts/:attempt/submission'),

  // labs
  labDraft: url('/learn/:enrolment/items/:item/draft'),
  labSubmissions: url('/learn/:enrolment/items/:item/submissions'),
  labSubmission: url('/lab-submissions/:submission'),

  // peer-review: projects and who marks them
  handInDraft: url('/learn/:enrolment/items/:item/hand-in-draft'),
  handIns: url('/learn/:enrolment/items/:item/hand-ins'),
  handIn: url('/hand-ins/:handIn'),
  handInFile: url('/hand-ins/:handIn/files/:file'),
  reviews: url('/learn/:enrolment/items/:item/reviews'),
  review: url('/reviews/:review'),
  reviewSkip: url('/reviews/:review/skip'),
  reviewInvitations: url('/learn/:enrolment/items/:item/review-invitations'),
  trainings: url('/learn/:enrolment/items/:item/trainings'),
  training: url('/trainings/:training'),
  commentRatings: url('/hand-ins/:handIn/reviews/:review/ratings'),
  reviewThanks: url('/hand-ins/:handIn/reviews/:review/thanks'),
  reviewAnswer: url('/hand-ins/:handIn/reviews/:review/answer'),
  reviewReport: url('/hand-ins/:handIn/reviews/:review/report'),
  appeals: url('/hand-ins/:handIn/appeals'),
  markingQueue: url('/marking'),
  markPiece: url('/marking/:handIn'),
  markAssignment: url('/marking/:handIn/assignment'),
  markRefusal: url('/marking/:handIn/refusal'),
  markReturn: url('/marking/:handIn/return'),
  markOverride: url('/marking/:handIn/override'),
  appealDecisions: url('/marking/:handIn/appeals'),
  reportDecision: url('/marking/:handIn/reviews/:review/report'),
  closedDays: url('/closed-days'),
  closedDaysRemoval: url('/closed-days/:closure/removal'),
  savedCommentRemoval: url('/saved-comments/:comment/removal'),

  // billing
  trial: url('/credentials/:credential/trial'),
  money: url('/money'),
  cancellation: url('/subscriptions/:subscription/cancellation'),
  cancellationTakenBack: url('/subscriptions/:subscription/cancellation/taken-back'),
  cancellationByLink: url('/cancel/:token'),
  pause: url('/subscriptions/:subscription/pause'),
  resumption: url('/subscriptions/:subscription/resumption'),
  pauseByLink: url('/pause/:token'),
  idleGives: url('/subscriptions/:subscription/idle-gives'),
  refundOfLastCharge: url('/subscriptions/:subscription/refunds'),
  trialCalendar: url('/subscriptions/:subscription/calendar'),
  trialCalendarByLink: url('/calendar/:token'),
  chargeAgain: url('/subscriptions/:subscription/charges'),
  /** Where the bank asked to hear it from the learner: what is charged, and one button. */
  confirmation: url('/subscriptions/:subscription/confirmation'),
  /** Back from the bank. */
  chargeConfirmed: url('/charges/:charge/confirmed'),
  simulatedBank: url('/simulated-bank/:charge'),
  cardSetup: url('/card-setups/:setup'),
  cardSetupHosted: url('/card-setups/:setup/hosted'),
  cardSetupReturn: url('/card-setups/:setup/return'),
  newCardForMonth: url('/subscriptions/:subscription/cards'),
  stripeEvents: url('/gateways/stripe/events'),
  reconciliation: url('/operations/reconciliation'),
  reconciliationRuns: url('/operations/reconciliation/runs'),
  payouts: url('/providers/:provider/payouts'),
  payoutAccount: url('/providers/:provider/payout-account'),
  statement: url('/statements/:statement'),
  statementCsv: url('/statements/:statement/statement.csv'),

  // billing: other ways to pay than by the month
  aidRules: url('/aid'),
  aid: url('/credentials/:credential/aid'),
  aidAppeals: url('/aid-applications/:application/appeals'),
  aidAcceptances: url('/aid-applications/:application/acceptances'),
  aidAppealQueue: url('/operations/aid-appeals'),
  aidAppealDecision: url('/operations/aid-appeals/:application/decision'),
  code: url('/credentials/:credential/code'),
  codes: url('/providers/:provider/codes'),
  codesCsv: url('/providers/:provider/codes.csv'),
  codeBatch: url('/code-batches/:batch'),
  codeBatchCsv: url('/code-batches/:batch/codes.csv'),
  codeBatchClosure: url('/code-batches/:batch/closure'),
  gift: url('/credentials/:credential/gift'),
  gifts: url('/gifts'),
  giftMails: url('/gifts/:gift/mails'),
  giftTakenBack: url('/gifts/:gift/taken-back'),
  /** What the mail to the person who gets it leads to. */
  giftByLink: url('/given/:token'),
  seatAgreements: url('/credentials/:credential/seats'),
  organisations: url('/organisations'),
  organisation: url('/organisations/:organisation'),
  organisationAdmins: url('/organisations/:organisation/admins'),
  organisationAdminRemoval: url('/organisations/:organisation/admins/removal'),
  seatInvitations: url('/seat-agreements/:agreement/invitations'),
  seatDomain: url('/seat-agreements/:agreement/domain'),
  seatClosure: url('/seat-agreements/:agreement/closure'),
  seatOfDomain: url('/seat-agreements/:agreement/seat'),
  seatRelease: url('/seats/:seat/release'),
  seatConsent: url('/seats/:seat/consent'),
  ownSeats: url('/seats'),
  /** What the mail to an invited learner leads to. */
  seatByLink: url('/seat/:token'),

  // billing: buying at once, papers, prices by country
  once: url('/credentials/:credential/once'),
  order: url('/orders/:order'),
  orderRefund: url('/orders/:order/refund'),
  invoices: url('/invoices'),
  invoice: url('/invoices/:invoice'),
  invoicePdf: url('/invoices/:invoice/invoice.pdf'),
  billingDetails: url('/money/details'),
  bills: url('/operations/bills'),
  billPayment: url('/operations/bills/:order/payment'),
  billRefund: url('/operations/bills/refunds/:refund'),
  taxTable: url('/tax'),
  country: url('/preferences/country'),

  // credentials: earned and verified
  myCredentials: url('/my-credentials'),
  issued: url('/issued/:credential'),
  issuedJson: url('/issued/:credential/credential.json'),
  issuedRecipient: url('/issued/:credential/recipient'),
  issuedVisibility: url('/issued/:credential/visibility'),
  issuedToken: url('/issued/:credential/credential.jwt'),
  issuedBadgeSvg: url('/issued/:credential/badge.svg'),
  issuedBadgePng: url('/issued/:credential/badge.png'),
  issuedPdf: url('/issued/:credential/certificate.pdf'),
  issuedQr: url('/issued/:credential/qr.svg'),
  issuedSignature: url('/issued/:credential/signature.png'),
  issuedEmbed: url('/issued/:credential/embed'),
  issuedAddress: url('/issued/:credential/address'),
  issuedDeletion: url('/issued/:credential/deletion'),
  shareLinks: url('/my-credentials/links'),
  shareLinkEnd: url('/my-credentials/links/:link/end'),
  shared: url('/shared/:token'),
  sharedJson: url('/shared/:token/:credential/credential.json'),
  issuing: url('/issuing'),
  standing: url('/issuing/:credential'),
  suspension: url('/issuing/:credential/suspension'),
  reinstatement: url('/issuing/:credential/reinstatement'),
  revocationRequests: url('/issuing/:credential/revocation-requests'),
  revocationDecisions: url('/issuing/:credential/revocation-decisions'),
  achievement: url('/achievements/:edition'),
  issuerProfile: url('/providers/:provider/issuer'),
  issuerDid: url('/providers/:provider/did.json'),
  issuerKeys: url('/providers/:provider/keys'),
  statusList: url('/status-lists/:list/:purpose'),
  keysOfIssuers: url('/operations/keys'),
  keysOfIssuer: url('/operations/keys/:provider'),
  keyRotations: url('/operations/keys/:provider/rotations'),
  keyRevocations: url('/operations/keys/:provider/revocations'),
  issuerProofs: url('/operations/keys/:provider/proofs'),
  verify: url('/verify'),
  vcApi: url('/vc-api'),
  vcApiIssue: url('/vc-api/credentials/issue'),
  vcApiVerify: url('/vc-api/credentials/verify'),
  vcApiStatus: url('/vc-api/credentials/status'),
  vcApiPresent: url('/vc-api/presentations'),
  vcApiVerifyPresentation: url('/vc-api/presentations/verify'),
  vcApiStatusList: url('/vc-api/status-lists/:list/:purpose'),

  // outcomes
  releases: url('/figures'),
  release: url('/figures/:release'),
  providerMoney: url('/providers/:provider/what-people-paid'),
  providerMoneyCsv: url('/providers/:provider/what-people-paid.csv'),
  providerNotes: url('/credentials/:credential/notes'),
  providerNoteJson: url('/notes/:note/note.json'),

  // snapshot: our own catalogue, analysed like anybody's
  snapshot: url('/snapshot'),
  snapshotJson: url('/snapshot/report.json'),
  snapshotCatalogue: url('/snapshot/catalogue.json'),
  pastSnapshot: url('/snapshot/:release'),

  // open-data: every published figure, for people and programs
  data: url('/data'),
  dataCsv: url('/data/figures.csv'),
  dataJson: url('/data/figures.json'),
  dataPackage: url('/data/datapackage.json'),
  dataSchema: url('/data/figures.schema.json'),
  figureSchema: url('/data/figure.schema.json'),
  dataFeedAtom: url('/data/feed.atom'),
  dataFeedJson: url('/data/feed.json'),
  apiDescription: url('/api/v1/openapi.json'),
  apiReleases: url('/api/v1/releases'),
  apiCredentials: url('/api/v1/credentials'),
  apiMethods: url('/api/v1/methods'),
  apiFigures: url('/api/v1/figures'),

  // operations
  healthz: url('/healthz'),
  readyz: url('/readyz'),
  outbox: url('/outbox'),
  outboxMessage: url('/outbox/:message'),
  auditTrail: url('/operations/audit'),
  style: url('/style'),
  asset: url('/assets/:file'),
} as const

export type UrlName = keyof typeof urls

/** Adds a query string; empty values are left out. */
export function withQuery(path: string, query: Record<string, string | number | undefined>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  if (entries.length === 0) return path
  return `${path}?${new URLSearchParams(entries.map(([key, value]) => [key, String(value)]))}`
}
