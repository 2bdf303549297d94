import { has } from '../../../manifests/json.ts'
import { valueRange } from '../../../manifests/positions.ts'
import type { Check, Fix, Lint, Place, Rule } from '../../rule.ts'
import { jobsOf, linesOf, pipeline, variablesOf, type Job, type Line } from './pipeline.ts'

const rule: Rule = {
  id: 'ci-secret',
  severity: 'warning',
  fix: 'ask',
  finds: 'a secret in the pipeline, on a command line, or printed into the log',
  why: 'Whoever may read the repository reads its pipeline, with all its history. A password on a command line can be seen by every process of the runner, and what a script prints stays in the log of the job.',
  bad: pipeline(
    'build:\n  script:\n    - docker login -u "$CI_REGISTRY_USER" -p "$CI_REGISTRY_PASSWORD" "$CI_REGISTRY"\n',
  ),
  good: pipeline(
    'build:\n  script:\n    - echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"\n',
  ),
  source: 'https://docs.gitlab.com/ci/variables/#cicd-variable-security',
}

/** Does the pipeline hold a secret, or show one? */
export const ciSecret: Check = {
  rules: [rule],
  always: true,
  scope: 'ci',
  run(file, lint) {
    const jobs = jobsOf(file)
    const hasServices = jobs.some(({ value }) => has(value, 'services'))
    for (const job of jobs) {
      checkVariables(job, hasServices, lint)
      for (const line of linesOf(job)) {
        checkLogin(line, lint)
        checkPrinted(line, lint)
      }
    }
  },
}

const SECRET_NAME = /(?:^|_)(?:PASS|PASSWORD|PASSWD|TOKEN|SECRET|PRIVATE_KEY|SSH_KEY|API_KEY|ACCESS_KEY)(?:_|$)/u
/** Names of that kind that hold something else: a path, an address, a name, a length of time. */
const NO_SECRET =
  /_(?:FILE|PATHS?|DIR|URL|URI|NAMES?|USER|ID|HOST|TTL|EXPIRY|LIFETIME|TIMEOUT|LENGTH|ENABLED|TYPE|PREFIX|SCOPES?|ISSUER|AUDIENCE|HEADER|STORE)$/u
/** GitLab's own: what makes a variable of the running program, and the settings of its search for secrets. */
const APPLICATION = /^K8S_SECRET_/u
const SEARCH = /^SECRETS?_(?:DETECTION|ANALYZER)_/u
/** A database that runs beside a job, with nobody's data, is gone when the job ends. */
const OF_SERVICE =
  /^(?:PG|(?:POSTGRES|(?:MYSQL|MARIADB)(?:_ROOT)?|MONGO_INITDB_ROOT|RABBITMQ_DEFAULT|REDIS|MINIO_ROOT|MSSQL_SA|SA)_)PASS(?:WORD)?$/u

function holdsSecret(name: string, hasServices: boolean): boolean {
  if (SEARCH.test(name) || (hasServices && OF_SERVICE.test(name))) return false
  const own = name.replace(APPLICATION, '')
  return SECRET_NAME.test(own) && !NO_SECRET.test(own)
}

function checkVariables(job: Job, hasServices: boolean, lint: Lint): void {
  for (const { name, path, value } of variablesOf(job)) {
    const written = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    const isLiteral = written !== '' && !written.includes('$') && !/^(?:true|false|yes|no|none)$/iu.test(written)
    if (!isLiteral || !holdsSecret(name, hasServices)) continue
    lint.report('ci-secret', {
      place: { document: job.document, path },
      conceals: true,
      message: `The variable ${name} holds its value here, for everybody who can read the repository.`,
      hint: 'Settings > CI/CD > Variables, masked and protected; then make a new secret, as this one is in the history',
    })
  }
}

const PASSWORD_OPTION = /(?<before>\s)(?:-p[= ]?|--password[= ])(?<secret>"[^"]*"|'[^']*'|[^\s|;&]+)/u
const LOGIN =
  /(?<start>^|[|;&]\s*|\s&&\s+)(?<login>(?:docker|podman|buildah|helm registry|oras|crane auth|skopeo) login\b[^|;&]*)/u

/** `docker login -p`, and its kin. */
function checkLogin(line: Line, lint: Lint): void {
  const login = LOGIN.exec(line.text)?.groups?.['login']
  const secret = login === undefined ? undefined : PASSWORD_OPTION.exec(login)?.groups?.['secret']
  if (login === undefined || secret === undefined) return
  lint.report('ci-secret', {
    ...placeOf(line, secret),
    message: 'The password stands on the command line, where every process of the runner can read it.',
    hint: 'echo "$PASSWORD" | docker login -u "$USER" --password-stdin REGISTRY',
    fix: throughStdin(line, login, secret),
  })
}

/** A variable may be shown; what stands there itself may not, and is looked up in the text of the line. */
function placeOf({ job, path }: Line, secret: string): { place: Place; conceals?: true } {
  const { document } = job
  const range = valueRange(document, path)
  const start = range === undefined || secret.includes('$') ? -1 : document.source.text.indexOf(secret, range.start)
  if (start < 0) return { place: { document, path } }
  return { place: { source: document.source, range: { start, end: start + secret.length } }, conceals: true }
}

function throughStdin({ path, text, job }: Line, login: string, secret: string): Fix | undefined {
  // Only where the login is the whole line can nothing else be meant by what is piped.
  if (text.trim() !== login.trim()) return undefined
  const quoted = /^["']/u.test(secret) ? secret : `"${secret}"`
  const value = `echo ${quoted} | ${login.trim().replace(PASSWORD_OPTION, '$<before>--password-stdin')}`
  return {
    safe: false,
    title: 'give the password on standard input',
    document: job.document,
    edits: [{ kind: 'set', path, value }],
  }
}

const PRINTED_KEY = /^\s*(?:echo|printf)\b[^|>]*\$\{?\w*(?:PRIVATE_KEY|PASSWORD|TOKEN|SECRET)\w*\}?[^|>]*$/u
const PRINTED_FILE = /^\s*cat\s+\S*(?:id_(?:rsa|ed25519|ecdsa)|\.kube\/config|\.docker\/config\.json)\s*$/u

/** Printed to the log, not piped into a program or a file. */
function checkPrinted({ job, path, text }: Line, lint: Lint): void {
  const printed = text.split('\n').some((one) => PRINTED_KEY.test(one) || PRINTED_FILE.test(one))
  if (!printed) return
  lint.report('ci-secret', {
    place: { document: job.document, path },
    message: 'This prints a secret into the log of the job.',
    hint: 'take the line out; pipe the variable into the program that needs it',
  })
}
