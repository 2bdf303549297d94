import { excerpt } from '../../../manifests/excerpt.ts'
import { folderOf } from '../../../manifests/folder.ts'
import { hasIssuer, INGRESS, ingressTls, type IngressTls } from '../../../manifests/ingress.ts'
import { LABEL_LENGTH, NAME_LENGTH, nameFault, suggestName } from '../../../manifests/names.ts'
import type { KubernetesObject } from '../../../manifests/object.ts'
import { placeholderIn } from '../../../manifests/placeholder.ts'
import { hasVariable } from '../../../manifests/variable.ts'
import type { Facts } from '../../facts.ts'
import type { Check, Fix, Lint, Rule } from '../../rule.ts'
import { ingressExample } from './example.ts'

const secretName: Rule = {
  id: 'tls-secret-name',
  severity: 'error',
  fix: 'ask',
  finds: 'a Secret for certificates whose name no Secret can have, or that is used for different hosts',
  why: 'The certificate is put into a Secret of that name: small letters, digits and "-", at some sites no dots. If two Ingresses give the same name and other hosts, each makes a certificate for its own hosts, over and over, until the authority refuses to make more.',
  bad: ingressExample({ spec: 'tls: [{hosts: [web.example.org], secretName: Web_Cert}]' }),
  good: ingressExample({ spec: 'tls: [{hosts: [web.example.org], secretName: web-example-org-tls}]' }),
  source: 'https://cert-manager.io/docs/usage/ingress/',
}

/** Can the Secret of each certificate be made, and by one Ingress alone? */
export const tlsSecretName: Check = {
  rules: [secretName],
  scope: 'project',
  run(project, lint) {
    const users = new Map<string, { ingress: KubernetesObject; hosts: string }>()
    for (const ingress of project.ofType(INGRESS)) {
      const namedHere = new Set<string>()
      for (const tls of ingressTls(ingress)) {
        const { secretName: name } = tls
        if (name === undefined || hasVariable(name)) continue
        if (!checkForm(ingress, tls, name, lint) || !hasIssuer(ingress)) continue
        checkHost(ingress, tls, name, lint)
        if (namedHere.has(name)) reportTwice(ingress, tls, name, lint)
        else checkShared(ingress, tls, name, users, lint)
        namedHere.add(name)
      }
    }
  },
}

/** False where the name cannot be. */
function checkForm(ingress: KubernetesObject, tls: IngressTls, name: string, lint: Lint): boolean {
  const asLabel = lint.facts.site?.profile.ingress?.secretNameForm === 'label'
  const longest = asLabel ? LABEL_LENGTH : NAME_LENGTH
  const fault =
    nameFault(name, asLabel ? 'label' : 'subdomain') ??
    (name.length > longest ? `has ${name.length} characters, and ${longest} is the most` : undefined)
  if (fault === undefined) return true
  const better = suggestion(tls, name)
  const path = [...tls.path, 'secretName']
  const fix: Fix | undefined =
    better === undefined
      ? undefined
      : { safe: false, title: `name it ${better}`, edits: [{ kind: 'set', path, value: better }] }
  lint.report('tls-secret-name', {
    object: ingress,
    path,
    message: `The Secret for the certificate, "${excerpt(name)}", ${fault}${asLabel ? ' at this site' : ''}.`,
    hint: better === undefined ? 'name it after the host: web-example-org-tls' : `name it ${better}`,
    fix,
  })
  return false
}

/** Some sites want the Secret called after its host: the host with "-" for ".", then "-tls". */
function checkHost(ingress: KubernetesObject, tls: IngressTls, name: string, lint: Lint): void {
  const { secretNameForm, secretNameRule } = lint.facts.site?.profile.ingress ?? {}
  const hosts = tls.hosts.map(({ host }) => host.toLowerCase()).filter((host) => !host.includes('*'))
  const wanted = hosts.filter((host) => !hasVariable(host)).map((host) => `${host.replaceAll('.', '-')}-tls`)
  const [first] = wanted
  // Where a name would be too long, people must find another.
  if (secretNameForm !== 'host-tls' || first === undefined || first.length > LABEL_LENGTH || wanted.includes(name))
    return
  const path = [...tls.path, 'secretName']
  lint.report('tls-secret-name', {
    object: ingress,
    path,
    severity: 'warning',
    message: `The Secret for the certificate, "${excerpt(name)}", is not called as this site wants it${secretNameRule === undefined ? '' : ` (${secretNameRule.replace(/\.$/u, '')})`}.`,
    hint: `name it ${first}`,
    fix: { safe: false, title: `name it ${first}`, edits: [{ kind: 'set', path, value: first }] },
  })
}

/** After the first host, as people do; undefined where neither host nor name can serve. */
function suggestion({ hosts }: IngressTls, name: string): string | undefined {
  const host = hosts[0]?.host
  if (placeholderIn(host ?? name, 'identifier') !== undefined) return undefined
  const written = host === undefined ? name : `${host.replace(/^\*/u, 'wildcard')}-tls`
  const better = suggestName(written, 'label')
  return better !== undefined && better.length <= LABEL_LENGTH ? better : undefined
}

function reportTwice(ingress: KubernetesObject, tls: IngressTls, name: string, lint: Lint): void {
  lint.report('tls-secret-name', {
    object: ingress,
    path: [...tls.path, 'secretName'],
    message: `Two entries of this Ingress name the Secret ${excerpt(name)}: cert-manager then makes no certificate at all.`,
    hint: 'put all hosts into one entry, or give each its own Secret',
  })
}

function checkShared(
  ingress: KubernetesObject,
  tls: IngressTls,
  name: string,
  users: Map<string, { ingress: KubernetesObject; hosts: string }>,
  lint: Lint,
): void {
  const id = JSON.stringify([namespaceOf(ingress, lint.facts), name])
  const hosts = [...new Set(tls.hosts.map(({ host }) => host.toLowerCase()))].toSorted().join(' ')
  const other = users.get(id)
  if (other === undefined) users.set(id, { ingress, hosts })
  if (other === undefined || other.hosts === hosts || other.ingress.name === ingress.name) return
  // Folders beside each other may be for one stage each, in namespaces that the manifests do not name.
  if (ingress.namespace === undefined && folderOf(ingress) !== folderOf(other.ingress)) return
  lint.report('tls-secret-name', {
    object: ingress,
    path: [...tls.path, 'secretName'],
    message: `The Ingress ${excerpt(other.ingress.name ?? '')} puts a certificate for other hosts into the Secret ${excerpt(name)}: the two overwrite each other.`,
    hint: 'give each its own Secret',
  })
}

function namespaceOf({ namespace }: KubernetesObject, facts: Facts): string {
  return namespace ?? facts.namespace ?? ''
}
