import type { Rule } from '../../rule.ts'

/** What is reported of files before any check can look at them. */
export const INTAKE_RULES: readonly Rule[] = [
  {
    id: 'file-unreadable',
    severity: 'error',
    finds: 'a file that cannot be read as text',
    why: 'Nothing is known of what it holds, and kubectl would either stop at it or, with bytes that are no UTF-8, send other characters than those that were meant.',
    bad: { words: 'A manifest saved as Latin-1, a link that leads nowhere, a file that you may not read.' },
    good: { words: 'A manifest saved as UTF-8.' },
    source: 'https://yaml.org/spec/1.2.2/#52-character-encodings',
  },
  {
    id: 'not-checked',
    severity: 'error',
    finds: 'something that could not be checked, with --require-checked',
    why: 'What was not looked at is no pass: a pipeline that must be sure asks for this rule, and then sees each kind without a schema and each reference to outside the given files.',
    bad: { words: 'A custom resource whose definition was not given, where --require-checked is.' },
    good: { words: 'The same with --crd FILE, which names the file with the definition.' },
    source: 'The README of icc, section "Checking manifests"',
  },
]
