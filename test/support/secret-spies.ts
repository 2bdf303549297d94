/** Written for Node's `--require`, so that what icc does is seen and icc itself is the same. */

/** Takes down the command line and the environment of whatever a process starts, before it starts. Exports its end. */
export const spawnSpy = (log: string): string => `
  const { ChildProcess } = require('node:child_process')
  const { appendFileSync } = require('node:fs')
  const spawn = ChildProcess.prototype.spawn
  ChildProcess.prototype.spawn = function (options) {
    appendFileSync(${JSON.stringify(log)}, JSON.stringify([options.file, options.args, options.envPairs]) + '\\n')
    return spawn.call(this, options)
  }
  module.exports = () => void (ChildProcess.prototype.spawn = spawn)`

/** Takes what only \`--verbose\` prints away from stderr, where tests expect what others see, into a log. */
export const verboseSpy = (log: string): string => `
  const fs = require('node:fs')
  const { syncBuiltinESMExports } = require('node:module')
  const { writeSync } = fs
  const REMOVE_LINE = '\\r\\u001B[2K'
  fs.writeSync = function (descriptor, bytes, from = 0) {
    const isVerbose = descriptor === 2 && / at (?:Object\\.)?debug .*output\\.ts/u.test(new Error().stack)
    if (!isVerbose) return writeSync.apply(fs, arguments)
    const text = bytes.subarray(from).toString()
    if (text.startsWith(REMOVE_LINE)) writeSync(descriptor, REMOVE_LINE)
    fs.appendFileSync(${JSON.stringify(log)}, text)
    return bytes.length - from
  }
  syncBuiltinESMExports()`
