import { findBinaries } from '../../tools/cluster/binaries.ts'
import { startRealCampus } from '../../playground/real-campus.ts'

// A campus on a real cluster that nobody closes. It says where its API is, and waits to be ended.

const binaries = findBinaries()
if (!('found' in binaries)) throw new Error(binaries.missing.join(' '))
const { apiServer } = await startRealCampus(binaries.found)
process.stdout.write(`${apiServer}\n`)
setInterval(() => undefined, 60_000)
