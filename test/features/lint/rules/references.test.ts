import { referenceChecks } from '../../../../src/features/lint/rules/references/index.ts'
import { testSubject } from './subject.ts'

testSubject('references', referenceChecks)
