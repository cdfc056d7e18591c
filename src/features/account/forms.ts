import { z } from 'zod'

// What people may type. Messages are keys of messages.ts.

const email = z
  .string('emailInvalid')
  .trim()
  .toLowerCase()
  .max(254, 'emailInvalid')
  .pipe(z.email('emailInvalid'))
const password = z.string('passwordShort').min(10, 'passwordShort').max(200, 'passwordLong')
const name = z.string('nameLong').trim().max(120, 'nameLong').default('')
const timeZone = z
  .string()
  .refine((zone) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
    } catch {
      return false
    }
  })
  .catch('UTC')
  .default('UTC')

/** A path of this site to go to afterwards; anything else becomes the home page. */
export const nextPath = z
  .string()
  .regex(/^\/(?![/\\])[^\\]*$/)
  .max(500)
  .catch('/')
  .default('/')

export const signUpForm = z.object({ email, password, name, time_zone: timeZone, next: nextPath })
export const signInForm = z.object({
  email: z.string('credentialsWrong').trim().toLowerCase().max(254, 'credentialsWrong'),
  password: z.string('credentialsWrong').max(200, 'credentialsWrong'),
  next: nextPath,
})
export const forgotForm = z.object({ email })
export const resetForm = z.object({ password })
export const nameForm = z.object({ name, time_zone: timeZone })
export const erasureForm = z.object({ email: z.string('eraseMismatch').trim().toLowerCase() })
export const operatorForm = z.object({ email, password, name })
export const preferencesForm = z.object({
  language: z.enum(['en', 'ar']).optional().catch(undefined),
  theme: z.enum(['auto', 'light', 'dark']).optional().catch(undefined),
  back: nextPath,
})
