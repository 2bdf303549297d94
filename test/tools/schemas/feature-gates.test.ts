import { expect, test } from 'vitest'
import { readFieldGates, readGatesOff } from '../../../tools/schemas/feature-gates.ts'

const OLD = `var defaultKubernetesFeatureGates = map[featuregate.Feature]featuregate.FeatureSpec{
	Early: {Default: false, PreRelease: featuregate.Alpha},

	Settled: {Default: true, PreRelease: featuregate.GA, LockToDefault: true}, // remove in 1.32
	genericfeatures.Shared: {Default: false, PreRelease: featuregate.Beta},
`

const NEW = `var defaultVersionedKubernetesFeatureGates = map[featuregate.Feature]featuregate.VersionedSpecs{
	Early: {
		{Version: version.MustParse("1.30"), Default: false, PreRelease: featuregate.Alpha},
		{Version: version.MustParse("1.34"), Default: true, PreRelease: featuregate.Beta},
	},
	Late: {
		{Version: version.MustParse("1.36"), Default: false, PreRelease: featuregate.Alpha},
	},
`

test('gates are off as the one line of old releases says', () => {
  expect(readGatesOff([OLD], 31)).toEqual(new Set(['Early', 'Shared']))
})

test('gates are off as the newest line says that has begun', () => {
  expect(readGatesOff([NEW], 33)).toEqual(new Set(['Early']))
  expect(readGatesOff([NEW], 34)).toEqual(new Set())
  expect(readGatesOff([NEW], 36)).toEqual(new Set(['Late']))
})

test('gates are told of the field below them, through structs in structs', () => {
  const text = `type Volume struct {
	// Name of the volume.
	Name string \`json:"name" protobuf:"bytes,1,opt,name=name"\`
	VolumeSource \`json:",inline" protobuf:"bytes,2,opt,name=volumeSource"\`
}

type VolumeSource struct {
	// +featureGate=ImageVolume
	// +optional
	Image *ImageVolumeSource \`json:"image,omitempty" protobuf:"bytes,30,opt,name=image"\`

	// +featureGate=One,Two +optional
	Other *string \`json:"other"\`
	Free *string \`json:"free,omitempty"\`
}
`
  expect(readFieldGates(text)).toEqual(
    new Map([
      ['Volume image', ['ImageVolume']],
      ['Volume other', ['One', 'Two']],
      ['VolumeSource image', ['ImageVolume']],
      ['VolumeSource other', ['One', 'Two']],
    ]),
  )
})
