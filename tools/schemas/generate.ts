import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readAllGates, readRelease } from './read-release.ts'
import type { OpenApiFile, ReleaseSource } from './release.ts'
import { writeSchemas } from './write.ts'

// `node tools/schemas/generate.ts` writes `schemas/kubernetes.txt`. For a new version of Kubernetes: change the list, run it,
// read what changed, and try new corrections (`corrections.ts`) at a server of that version.

/** The newest patch of each minor version that can be had of both Go modules, oldest first. */
export const VERSIONS = ['1.30.14', '1.31.14', '1.32.13', '1.33.13', '1.34.10', '1.35.8', '1.36.4', '1.37.1']

const GO = 'go'

if (import.meta.main) generate()

function generate(): void {
  const sources = VERSIONS.map(fetchRelease)
  const gates = readAllGates(sources)
  const text = writeSchemas(sources.map((source) => readRelease(source, gates)))
  const target = join(dirname(dirname(import.meta.dirname)), 'schemas', 'kubernetes.txt')
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
  console.log(`${target}: ${text.length} characters, ${gzipSync(text, { level: 9 }).length} bytes gzipped`)
}

/** Needs Go, which checks the modules against its checksum database. */
function fetchRelease(version: string): ReleaseSource {
  const server = download(`k8s.io/kubernetes@v${version}`)
  const api = download(`k8s.io/api@v0${version.slice(1)}`)
  const read = (...path: string[]) => readFileSync(join(server.Dir, ...path), 'utf8')
  const openapi = readdirSync(join(server.Dir, 'api/openapi-spec/v3')).toSorted()
  return {
    version,
    openapi: openapi.map((file) => JSON.parse(read('api/openapi-spec/v3', file)) as OpenApiFile),
    generated: read('pkg/generated/openapi/zz_generated.openapi.go'),
    features: readdirSync(join(server.Dir, 'pkg/features'))
      .filter((file) => file.endsWith('kube_features.go'))
      .toSorted()
      .map((file) => read('pkg/features', file)),
    goTypes: Object.fromEntries(
      readdirSync(api.Dir, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('/types.go'))
        .toSorted()
        .map((file) => [dirname(file), readFileSync(join(api.Dir, file), 'utf8')]),
    ),
    controlPlane: read('pkg/controlplane/instance.go'),
  }
}

function download(module: string): { Dir: string } {
  const answer = execFileSync(GO, ['mod', 'download', '-json', module], {
    encoding: 'utf8',
    cwd: import.meta.dirname,
  })
  return JSON.parse(answer) as { Dir: string }
}
