import type { InputType } from '../types.ts'
import { cpu, memory, size } from './amounts.ts'
import { envFile } from './env-files.ts'
import { file } from './files.ts'
import { image } from './images.ts'
import { addressRange, host, name } from './names.ts'
import { integer, port } from './numbers.ts'
import { environment, label, pair, setting } from './pairs.ts'
import { choice, flag, path, secret, text } from './texts.ts'
import { schedule, timeZone } from './times.ts'
import type { TypeCheck } from './verdict.ts'

/** What each type accepts. */
export const TYPES: Readonly<Record<InputType, TypeCheck>> = {
  text,
  flag,
  integer,
  choice,
  name,
  host,
  'address-range': addressRange,
  port,
  path,
  image,
  cpu,
  memory,
  size,
  schedule,
  'time-zone': timeZone,
  pair,
  label,
  environment,
  setting,
  file,
  'env-file': envFile,
  secret,
}
