/** What may stand behind the opening of a code fence → the name of its grammar; null is plain text. */
export const GRAMMAR_BY_LANGUAGE = new Map<string, GrammarName | null>([
  ['sql', 'sql'],
  ['python', 'python'],
  ['javascript', 'javascript'],
  ['js', 'javascript'],
  ['typescript', 'typescript'],
  ['json', 'json'],
  ['yaml', 'yaml'],
  ['bash', 'shellscript'],
  ['r', 'r'],
  ['html', 'html'],
  ['css', 'css'],
  ['csv', 'csv'],
  ['text', null],
])

export type GrammarName =
  | 'sql'
  | 'python'
  | 'javascript'
  | 'typescript'
  | 'json'
  | 'yaml'
  | 'shellscript'
  | 'r'
  | 'html'
  | 'css'
  | 'csv'

export const CODE_LANGUAGES = [...GRAMMAR_BY_LANGUAGE.keys()]
