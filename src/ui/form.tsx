import type { ComponentChildren } from 'preact'

// The parts of forms. Errors are said beside the field and joined to it for assistive technology; a summary at the
// top links to them.

export interface FieldProps {
  name: string
  label: string
  value?: string
  error?: string
  hint?: string
  type?: 'text' | 'email' | 'password' | 'number' | 'search' | 'date'
  autocomplete?: string
  required?: boolean
  inputmode?: 'numeric' | 'decimal' | 'email' | 'text'
  maxlength?: number
  min?: number | string
  max?: number | string
  step?: number | string
  placeholder?: string
  pattern?: string
}

export function Field({ name, label, value, error, hint, type = 'text', ...rest }: FieldProps) {
  // Preact's types know one shape per input type; which one this is stands in a variable.
  const input: Record<string, unknown> = {
    id: `f-${name}`,
    name,
    type,
    value,
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': describedBy(name, hint, error),
    ...rest,
  }
  return (
    <p class="field">
      <label for={`f-${name}`}>{label}</label>
      {hint && (
        <small id={`h-${name}`} class="hint">
          {hint}
        </small>
      )}
      <input {...input} />
      <FieldError name={name} error={error} />
    </p>
  )
}

export function TextArea({
  name,
  label,
  value,
  error,
  hint,
  rows = 8,
  required,
  maxlength,
}: FieldProps & { rows?: number }) {
  return (
    <p class="field">
      <label for={`f-${name}`}>{label}</label>
      {hint && (
        <small id={`h-${name}`} class="hint">
          {hint}
        </small>
      )}
      <textarea
        id={`f-${name}`}
        name={name}
        rows={rows}
        required={required}
        maxLength={maxlength}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy(name, hint, error)}
      >
        {value}
      </textarea>
      <FieldError name={name} error={error} />
    </p>
  )
}

export interface Choice {
  value: string
  label: ComponentChildren
  detail?: ComponentChildren
}

/** One of several, as radio buttons: all visible, reachable by arrow keys. */
export function Choices({
  name,
  legend,
  choices,
  value,
  error,
  hint,
}: {
  name: string
  legend: string
  choices: Choice[]
  value?: string
  error?: string
  hint?: string
}) {
  return (
    <fieldset class="field" aria-describedby={describedBy(name, hint, error)}>
      <legend>{legend}</legend>
      {hint && (
        <small id={`h-${name}`} class="hint">
          {hint}
        </small>
      )}
      {choices.map((choice) => (
        <label key={choice.value} class="choice">
          <input type="radio" name={name} value={choice.value} checked={choice.value === value} />
          <span>
            {choice.label}
            {choice.detail && <small>{choice.detail}</small>}
          </span>
        </label>
      ))}
      <FieldError name={name} error={error} />
    </fieldset>
  )
}

/** Names what has to be mended and leads there. `says` holds message and field name pairs, already translated. */
export function ErrorSummary({ title, says }: { title: string; says: { name: string; text: string }[] }) {
  if (says.length === 0) return null
  return (
    <div class="error-summary" role="alert" tabIndex={-1}>
      <h2>{title}</h2>
      <ul>
        {says.map(({ name, text }) => (
          <li key={name}>
            <a href={`#f-${name}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function FieldError({ name, error }: { name: string; error?: string }) {
  return error ? (
    <span id={`e-${name}`} class="error">
      {error}
    </span>
  ) : null
}

function describedBy(name: string, hint?: string, error?: string): string | undefined {
  return [hint && `h-${name}`, error && `e-${name}`].filter(Boolean).join(' ') || undefined
}
