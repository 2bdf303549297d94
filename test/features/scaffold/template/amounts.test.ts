import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../src/features/manifests/document.ts'
import { parseQuantity } from '../../../../src/features/manifests/quantity.ts'
import { evaluate } from '../../../../src/features/scaffold/template/evaluate.ts'
import { parseExpression } from '../../../../src/features/scaffold/template/expression.ts'

const SITE = { site: { ratio: 1.2, step: '8Gi', least: '10Gi', registries: ['registry.example.org:5000'] } }

function worth(expression: string): unknown {
  return evaluate(parseExpression(expression, { file: 'template.yaml', line: 3 }), SITE)
}

describe('amounts in expressions', () => {
  it.each([
    ['larger("500m", "1")', '1'],
    ['larger("1", 2)', 2],
    ['larger("1000m", "1")', '1000m'],
    ['larger("900Mi", "1Gi")', '1Gi'],
    ['larger("5Gi", site.least)', '10Gi'],
    ['larger("5Gi", site.nothing)', '5Gi'],
    ['larger(site.nothing, "5Gi")', '5Gi'],
    ['larger(site.nothing, site.nothing)', undefined],
    ['smaller("500m", "1")', '500m'],
    ['smaller("5Gi", site.nothing)', '5Gi'],
    ['times("100m", 5)', '500m'],
    ['times("100m", site.ratio)', '120m'],
    ['times("1m", site.ratio)', '1m'],
    ['times("1", 2)', '2'],
    ['times("100m", site.nothing)', undefined],
    ['stepped("5Gi", site.step)', '8Gi'],
    ['stepped("16Gi", site.step)', '16Gi'],
    ['stepped(larger("5Gi", site.least), site.step)', '16Gi'],
    ['stepped("5Gi", site.nothing)', '5Gi'],
    ['stepped("5Gi", "0")', '5Gi'],
  ])('%s is %j', (expression, expected) => {
    expect(worth(expression)).toBe(expected)
  })

  it.each(['larger("5Gi", "much")', 'smaller("five", "5Gi")', 'times("100m", "two")', 'stepped("5 GiB", "1Gi")'])(
    'refuses %s with the place',
    (expression) => {
      expect(() => worth(expression)).toThrow(/^template\.yaml:3: .*(?:is no amount|takes an amount)/u)
    },
  )

  it('finds the least multiple that is enough', () => {
    const mebibytes = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(mebibytes, mebibytes, (amount, step) => {
        const [wanted, size] = [BigInt(amount), BigInt(step)].map((number) => number * 1024n ** 2n * 10n ** 9n)
        const result = parseQuantity(worth(`stepped("${amount}Mi", "${step}Mi")`)) ?? 0n
        expect(result % (size ?? 1n)).toBe(0n)
        expect(result - (wanted ?? 0n)).toBeGreaterThanOrEqual(0n)
        expect(result - (wanted ?? 0n)).toBeLessThan(size ?? 0n)
      }),
    )
  })
})

describe('choosing in expressions', () => {
  it.each([
    ['begins("registry.example.org:5000/team/app:1.4", site.registries)', true],
    ['begins("nginx:1.29.3", site.registries)', false],
    ['begins("nginx:1.29.3", site.nothing)', false],
    ['begins(site.nothing, site.registries)', false],
    ['only(site.registries)', 'registry.example.org:5000'],
    ['only(site.nothing)', undefined],
  ])('%s is %j', (expression, expected) => {
    expect(worth(expression)).toBe(expected)
  })

  it.each([
    ['json("a \\"b\\"")', String.raw`"a \"b\""`],
    ['json(site.nothing)', undefined],
    ['basic("Aladdin", "open sesame")', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
    ['basic("Aladdin", site.nothing)', undefined],
    ['bytes("\u00e4")', 4],
    ['bytes(site.nothing)', 2],
  ])('%s is %j', (expression, expected) => {
    expect(worth(expression)).toBe(expected)
  })

  it.each([
    ['common(site.registries, site.registries)', ['registry.example.org:5000']],
    ['common(site.registries, "nginx")', []],
    ['common(site.registries, site.nothing)', []],
    ['common(site.nothing, site.registries)', []],
  ])('%s is %j', (expression, expected) => {
    expect(worth(expression)).toEqual(expected)
  })

  it('tells the only one, and all of a kind', () => {
    const workloads: Json = [
      { kind: 'Deployment', name: 'web', claims: ['files', 'cache'] },
      { kind: 'CronJob', name: 'backup' },
      { kind: 'CronJob', name: 'report' },
    ]
    const of = (expression: string): unknown =>
      evaluate(parseExpression(expression, { file: 'template.yaml', line: 3 }), { workloads })
    expect(of('only(workloads)')).toBeUndefined()
    expect(of('only(all(workloads, "kind", "Deployment")).name')).toBe('web')
    expect(of('all(workloads, "kind", "CronJob").name')).toStrictEqual(['backup', 'report'])
    expect(of('all(workloads, "kind", "Job")')).toStrictEqual([])
    expect(of('all(workloads, "claims", "cache").name')).toStrictEqual(['web'])
    expect(of('find(workloads, "claims", "files").name')).toBe('web')
    expect(of('find(workloads, "claims", "file")')).toBeUndefined()
    expect(of('find(workloads, "claims", nothing)')).toBeUndefined()
  })
})
