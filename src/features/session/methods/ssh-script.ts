/** What a renewal on an access node came to. */
export type Renewal =
  /** Not even the script ran there: what was printed instead. */
  | { kind: 'not-run'; printed: string }
  /** The site's command ended with another exit code than 0. */
  | { kind: 'failed'; exitCode: number; printed: string }
  /** It ended well, and there is no kubeconfig that can be read. */
  | { kind: 'no-kubeconfig' }
  /** The answer breaks off. */
  | { kind: 'cut-off' }
  | { kind: 'renewed'; kubeconfig: string }

const BEGIN = '--- icc: begin'
const STATUS = '--- icc: ended with'
const FILE = '--- icc: kubeconfig'
const END = '--- icc: end'

/**
 * Runs the site's command and prints the kubeconfig, in one connection, with lines between that part what is printed.
 *
 * The command is sought like any other, and where a plain shell does not find it, as after a login. kubectl, where the
 * host has it, brings the files that its kubeconfig names into it; else the file is taken as it is. One line without
 * `!` and `'`, since the user's shell there may be of any kind.
 */
const SCRIPT = [
  `printf "\\n${BEGIN}\\n"`,
  'login=',
  'command -v "${1%% *}" >/dev/null 2>&1 || login=l',
  'sh -"${login}c" "$1" </dev/null 2>&1',
  'status=$?',
  `printf "\\n${STATUS} %s\\n" "$status"`,
  '[ "$status" = 0 ] || exit 0',
  'case $2 in "~/"*) file=$HOME/${2#"~/"} ;; /*) file=$2 ;; *) file=$HOME/$2 ;; esac',
  '[ -f "$file" ] && [ -r "$file" ] || exit 0',
  `printf "%s\\n" "${FILE}"`,
  'if text=$(kubectl --kubeconfig "$file" config view --raw --minify --flatten 2>/dev/null)',
  'then printf "%s\\n" "$text"',
  'else cat "$file"',
  'fi',
  `printf "\\n${END}\\n"`,
].join('; ')

/** The command line for the user's shell on the access node. */
export function renewalCommand(command: string, kubeconfig: string): string {
  return ['sh', '-c', quoted(SCRIPT), 'icc', quoted(command), quoted(kubeconfig)].join(' ')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Reads what `renewalCommand` printed. Whatever stands before it, such as a greeting of the shell, does not count. */
export function readRenewal(stdout: string): Renewal {
  const begin = after(stdout, `\n${BEGIN}\n`)
  if (begin === undefined) return { kind: 'not-run', printed: stdout }
  const [status] = begin.matchAll(new RegExp(`\\n${STATUS} (\\d+)\\n`, 'gu'))
  if (!status) return { kind: 'cut-off' }
  const exitCode = Number(status[1])
  if (exitCode !== 0) return { kind: 'failed', exitCode, printed: begin.slice(0, status.index) }
  const rest = begin.slice(status.index + status[0].length)
  if (rest === '') return { kind: 'no-kubeconfig' }
  const file = after(rest, `${FILE}\n`)
  const end = file?.lastIndexOf(`\n${END}\n`) ?? -1
  return file === undefined || end < 0 ? { kind: 'cut-off' } : { kind: 'renewed', kubeconfig: file.slice(0, end) }
}

function after(text: string, line: string): string | undefined {
  const found = text.indexOf(line)
  return found < 0 ? undefined : text.slice(found + line.length)
}
