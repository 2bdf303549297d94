import { ingressChecks } from '../../../../src/features/lint/rules/ingress/index.ts'
import { testSubject } from './subject.ts'

testSubject('ingress', ingressChecks)
