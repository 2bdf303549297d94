import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { builtApiServer, findBinaries } from './binaries.ts'
import { KUBERNETES } from './version.ts'

// `npm run cluster:build` builds kube-apiserver from its published Go module, once for each version, and says what else
// a cluster needs. Go checks what it downloads against its checksum database.

const OLDEST_GO = { major: 1, minor: 26 }
const MAIN = 'k8s.io/kubernetes/cmd/kube-apiserver'

if (import.meta.main) main()

function main(): void {
  const target = builtApiServer(process.env)
  const problem = existsSync(target) ? undefined : withoutGo()
  if (problem !== undefined) return giveUp(problem)
  if (existsSync(target)) say(`kube-apiserver ${KUBERNETES} is there already: ${target}`)
  else build(target)
  const binaries = findBinaries()
  if ('missing' in binaries) return giveUp(binaries.missing.join('\n'))
  say(`etcd: ${binaries.found.etcd}\nNow npm run test:cluster and npm start -- --real work.`)
}

/** Why the Go of this machine cannot build it; undefined where it can. */
function withoutGo(): string | undefined {
  const { stdout, status } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' })
  const needed = `Go ${OLDEST_GO.major}.${OLDEST_GO.minor} or newer is needed to build kube-apiserver ${KUBERNETES}`
  if (status !== 0) return `${needed}, and there is no Go on PATH: https://go.dev/dl/`
  const [, major = 0, minor = 0] = (/^go(\d+)\.(\d+)/u.exec(stdout) ?? []).map(Number)
  const isEnough = major > OLDEST_GO.major || (major === OLDEST_GO.major && minor >= OLDEST_GO.minor)
  return isEnough ? undefined : `${needed}; here is ${stdout.trim()}.`
}

/** In a throw-away module, because nobody can install a module whose go.mod has replacements. */
function build(target: string): void {
  say(`Building kube-apiserver ${KUBERNETES}: about 5 minutes on two processors.`)
  const folder = mkdtempSync(join(tmpdir(), 'icc-cluster-build-'))
  try {
    writeFileSync(join(folder, 'go.mod'), goMod())
    writeFileSync(join(folder, 'main.go'), `package main\n\nimport _ "${MAIN}/app"\n\nfunc main() {}\n`)
    const output = join(folder, 'kube-apiserver')
    const env = { ...process.env, GOFLAGS: '-mod=mod -buildvcs=false -trimpath', CGO_ENABLED: '0', GOWORK: 'off' }
    execFileSync('go', ['build', '-ldflags', linkerFlags(), '-o', output, MAIN], {
      cwd: folder,
      env,
      stdio: 'inherit',
    })
    mkdirSync(dirname(target), { recursive: true })
    // Copied beside its place first: the temporary folder may be on another disk, and a half-written program must not stay.
    const beside = `${target}.${process.pid}`
    writeFileSync(beside, readFileSync(output), { mode: 0o755 })
    renameSync(beside, target)
    say(target)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Kubernetes requires its own parts as v0.0.0, which is nowhere: they are published as v0.MINOR.PATCH. */
function goMod(): string {
  const answer = execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${KUBERNETES}`], {
    encoding: 'utf8',
    cwd: tmpdir(),
  })
  const { GoMod } = JSON.parse(answer) as { GoMod: string }
  const parts = [...readFileSync(GoMod, 'utf8').matchAll(/^\s*(k8s\.io\/\S+) v0\.0\.0$/gmu)].map(([, part]) => part)
  const version = `v0${KUBERNETES.slice(1)}`
  return [
    'module throwaway',
    `go ${OLDEST_GO.major}.${OLDEST_GO.minor}.0`,
    `require k8s.io/kubernetes v${KUBERNETES}`,
    ...parts.map((part) => `replace ${part} => ${part} ${version}`),
    '',
  ].join('\n')
}

/** What the server says of itself under /version. */
function linkerFlags(): string {
  const [major = '', minor = ''] = KUBERNETES.split('.')
  const said = { gitVersion: `v${KUBERNETES}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' }
  const flags = Object.entries(said).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
  return ['-s', '-w', ...flags].join(' ')
}

function giveUp(why: string): void {
  process.stderr.write(`${why}\n`)
  process.exitCode = 1
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
