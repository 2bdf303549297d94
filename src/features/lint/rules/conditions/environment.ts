import type { Json, JsonObject, Path } from '../../../manifests/document.ts'
import { has, isObject, listAt, textAt } from '../../../manifests/json.ts'
import { filledText, inWords, present, type Asked } from './condition.ts'
import { checkVariableField } from './downward.ts'

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']

/** Since then all of ASCII but "=". @see KEP-4369 */
const RELAXED_SINCE = 32
const NAME = /^[ -<>-~]+$/u
const STRICT_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/u

/** What is asked of the variables of a container. */
export function checkVariables(container: JsonObject, path: Path, asked: Asked): void {
  const { tell } = asked
  for (const [index, variable] of listAt(container, 'env').entries())
    checkVariable(variable, [...path, 'env', index], asked)
  for (const [index, entry] of listAt(container, 'envFrom').entries())
    if (isObject(entry) && present(entry, ['configMapRef', 'secretRef']).length === 0)
      tell([...path, 'envFrom', index], 'names neither a ConfigMap nor a Secret', 'add configMapRef or secretRef')
}

function checkVariable(variable: Json, path: Path, { minor, tell }: Asked): void {
  const name = filledText(variable, 'name')
  const form = minor < RELAXED_SINCE ? STRICT_NAME : NAME
  if (name === '') tell([...path, 'name'], 'is empty', 'give the variable a name')
  else if (name !== undefined && !form.test(name))
    tell([...path, 'name'], 'is no name of a variable', 'usual are capitals, digits and "_", not first a digit')
  if (!has(variable, 'valueFrom')) return
  const from = [...path, 'valueFrom']
  if ((textAt(variable, 'value') ?? '') !== '') tell(from, 'is there beside value', 'keep one of the two')
  if (!isObject(variable) || !isObject(variable['valueFrom'])) return
  const sources = present(variable['valueFrom'], SOURCES)
  if (sources.length === 0) tell(from, 'does not say from where', `add one of ${SOURCES.slice(0, 4).join(', ')}`)
  if (sources.length > 1) tell(from, `has ${inWords(sources)}, and may have one`, 'make a variable of each')
  checkVariableField(variable['valueFrom'], from, tell)
}
