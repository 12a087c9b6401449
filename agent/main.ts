// The entry. Code that was compiled once is kept in the user's own cache folder, and what only asks
// for the version loads nothing else.
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { version } from './version.ts'

/** Never the folder for temporary files, where anybody could put code under our name. */
function keepCompiled(): void {
  const cache =
    process.platform === 'win32'
      ? (process.env['LOCALAPPDATA'] ?? homedir())
      : process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  enableCompileCache(join(cache, 'witnessmark', 'compile'))
}

const given = process.argv.slice(2)
if (given.length === 1 && (given[0] === '--version' || given[0] === '-V'))
  process.stdout.write(`${version}\n`)
else {
  keepCompiled()
  ;(await import('./heap.ts')).growSlowly()
  await (await import('./cli/program.ts')).runProgram()
}
