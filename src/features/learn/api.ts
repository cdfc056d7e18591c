// What other rooms may import of this one.

export { type ActivityAsked, selectActiveBetween } from './activity-between.ts'
export type { Edition, EditionItem } from './editions.ts'
export { selectEdition } from './editions.ts'
export { type EnrolmentRoute, enrol, intentWordingVersion, type NewEnrolment } from './enrol.ts'
export { type EntryCheck, keepEntryCheck, readEntryCheck } from './entry-check.ts'
export { EntryCheckNote } from './entry-check-note.tsx'
export {
  type EnrolmentEventKind,
  type NextCharge,
  recordEvent,
  selectMoments,
  setNextCharge,
  setWorksUntil,
} from './events.ts'
export { intentFields } from './forms.ts'
export { IntentFields } from './intent-fields.tsx'
export { ItemFrame } from './item-frame.tsx'
export { itemPages } from './item-pages.ts'
export { recordPauses, setNextCharges, setWorksUntilOf } from './many-enrolments.ts'
export { observedHours } from './observed-hours.ts'
export {
  type LearnerItem,
  type OwnEnrolment,
  selectOptionalOffer,
  selectOptionalOwnEnrolment,
  selectOwnItem,
} from './queries.ts'
export { type MarkEvidence, type MarkOutcome, type NewMark, recordHandIn, recordMark } from './record-mark.ts'
export { selectWorkLeft, type WorkLeft } from './work-left.ts'
