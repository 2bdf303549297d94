import { expect, test } from 'vitest'
import { at } from '../../../../src/features/manifests/json.ts'
import { scaffolded } from './kind.ts'

test('class, mode and size are what the campus has', async () => {
  const { object, text, said } = await scaffolded(['pvc'], { site: 'tight' })
  expect(at(object('PersistentVolumeClaim'), 'metadata', 'name')).toBe('shop-data')
  expect(at(object('PersistentVolumeClaim'), 'spec')).toEqual({
    storageClassName: 'standard-csi',
    accessModes: ['ReadWriteOnce'],
    volumeMode: 'Filesystem',
    resources: { requests: { storage: '8Gi' } },
  })
  expect(text).toContain('can grow later, but never shrink')
  expect(said).toContain('Backup at Tight: There is none.')
})

test('another class has another mode and size', async () => {
  const { object, text, said } = await scaffolded(['pvc', '--storage-class', 'nfs'], { site: 'tight' })
  expect(at(object('PersistentVolumeClaim'), 'spec')).toMatchObject({
    accessModes: ['ReadWriteMany'],
    resources: { requests: { storage: '10Gi' } },
  })
  expect(text).toContain('grow only if the class allows it')
  expect(said).not.toContain('Recreate')
})

test('where nobody knows a class, none is named', async () => {
  const { object } = await scaffolded(['pvc', 'data'])
  expect(at(object('PersistentVolumeClaim'), 'spec', 'storageClassName')).toBeUndefined()
})

test.each([
  [['--mode', 'ReadWriteMany'], '--mode', 'storage-mode'],
  [['--size', '10Gi'], '--size', 'storage-size'],
  [['--size', '104Gi'], '--size', 'storage-size'],
  [['--storage-class', 'standard'], '--storage-class', 'storage-class'],
])('%j is refused where the class cannot do it', async (words, flag, rule) => {
  const { exitCode, said } = await scaffolded(['pvc', ...words], { site: 'tight' })
  expect(exitCode).toBe(2)
  expect(said).toMatch(new RegExp(`${flag}: .*\\(${rule}\\)`, 'u'))
})

test('how to mount it is told, ready to be copied', async () => {
  const { said } = await scaffolded(['pvc', 'files'])
  expect(said).toContain('claimName: files')
  expect(said).toContain('kubectl delete pvc files')
})
