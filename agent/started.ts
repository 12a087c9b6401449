import { resolve } from 'node:path'
import envPaths from 'env-paths'
import { fromClone } from './version.ts'

/** Where everything is kept unless somebody names another place. */
function defaultHome(): string {
  return envPaths('witnessmark', { suffix: '' }).data
}

/** Where everything is kept: what the command line names, else the variable, else the system's folder. */
export function homeOf(named: string | undefined): string {
  return named ?? process.env['WITNESSMARK_HOME'] ?? defaultHome()
}

/**
 * What a person types before a command: in a clone, by npx, or installed; with the home that is worked
 * on, where it is not the default.
 */
export function startedAs(home: string = defaultHome()): string {
  const named = resolve(home) === resolve(defaultHome()) ? '' : ` --home ${quoted(resolve(home))}`
  return `${programAs()}${named}`
}

function programAs(): string {
  if (fromClone) return 'npm run --silent witnessmark --'
  const byNpx =
    process.env['npm_command'] === 'exec' || /[/\\]_npx[/\\]/.test(process.argv[1] ?? '')
  return byNpx ? 'npx witnessmark' : 'witnessmark'
}

/** In quotes where a shell would take it apart. */
function quoted(path: string): string {
  return /^[\w./~:\\-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
