import { nameChecks } from '../../../../src/features/lint/rules/names/index.ts'
import { testSubject } from './subject.ts'

testSubject('names', nameChecks)
