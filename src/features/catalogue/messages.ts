import { defineMessages } from '../../ui/messages.ts'
import * as credential from './credential.messages.ts'
import * as facts from './facts.messages.ts'
import * as find from './find.messages.ts'
import * as label from './label.messages.ts'

/** Everything that this room says, in each language; the texts stand in one file for each part of it. */
export const messages = defineMessages({
  en: { ...find.en, ...facts.en, ...credential.en, ...label.en },
  ar: { ...find.ar, ...facts.ar, ...credential.ar, ...label.ar },
})

export type CatalogueKey = Parameters<ReturnType<typeof messages>>[0]
