import { execFileSync } from 'node:child_process'
import { about } from './about.ts'
import { locked } from './registry.ts'
import { TARGETS } from './targets.ts'

type Component = {
  type: 'application' | 'library' | 'platform'
  'bom-ref': string
  name: string
  version: string
  purl?: string
  licenses?: { expression: string }[]
  hashes?: { alg: 'SHA-512'; content: string }[]
  components?: Component[]
}

/**
 * The software bill of materials: what lies in the executables, of which a scanner can tell known faults. Without a date
 * or a serial number, so that the same commit gives the same bytes.
 *
 * @param packages the npm packages in the bundle
 * @param runtime the base runtime of this machine, which is asked what it was built of
 * @see https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials(packages: readonly string[], runtime: string): string {
  const icc = about()
  const natives = TARGETS.flatMap(({ keyring }) => keyring?.package ?? [])
  const components = [...packages, ...natives].map((name) => fromNpm(name, natives.includes(name)))
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { ...component('application', icc.name, icc.version), licenses: licence(icc.license) } },
    components: [...components, runtimeOf(runtime)],
  }
  return `${JSON.stringify(bill, null, 2)}\n`
}

function fromNpm(name: string, isOfAnotherSystem: boolean): Component {
  const { version, integrity } = locked(name)
  // A library of another system is not installed here; it is built of the package beside it.
  const { license } = about(`node_modules/${isOfAnotherSystem ? '@napi-rs/keyring' : name}`)
  return {
    ...component('library', name, version),
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: licence(license),
    hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
  }
}

function runtimeOf(runtime: string): Component {
  const asked = execFileSync(runtime, ['-p', 'JSON.stringify(process.versions)'], { encoding: 'utf8', env: {} })
  const { node = '', ...parts } = JSON.parse(asked) as Record<string, string>
  // Numbers of interfaces and data, of which nobody publishes faults.
  const software = Object.entries(parts).filter(([name]) => !/^(?:modules|napi|cldr|tz|unicode)$/u.test(name))
  return {
    ...component('platform', 'node', node),
    purl: `pkg:generic/node@${node}`,
    licenses: licence('MIT'),
    components: software.map(([name, version]) => component('library', name, version)),
  }
}

function component(type: Component['type'], name: string, version: string): Component {
  return { type, 'bom-ref': `${name}@${version}`, name, version }
}

function licence(expression: string): { expression: string }[] {
  return [{ expression }]
}
