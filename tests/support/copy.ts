import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, symlinkSync } from 'node:fs'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './agent.ts'
import { compilerArgs, compilerEnv } from './compiler.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const copied = [
  'agent',
  'common',
  'docs',
  'extension',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'CONTRIBUTING.md',
  'README.md',
  'ARCHITECTURE.md',
  'knip.json',
  'manifest.json',
  'package.json',
  'tests',
  'tsconfig.json',
  'vite.config.ts',
]

/** A copy of the sources, with the packages of this tree, in which a test may change anything. */
export type Copy = {
  /** With a slash at its end. */
  readonly root: string
  /** Runs Node in it; the answer is what it printed. @throws Error with that where it failed */
  node(...args: readonly string[]): string
  /** What the compiler says, a line a mistake. */
  mistakes(): readonly string[]
  /** What `npm run check` asks of types, format and generated files. @throws Error saying what */
  check(): void
}

/** @returns a copy that is gone with the test */
export function copyOfTree(context: TestContext): Copy {
  const copy = `${temporaryFolder(context)}/`
  for (const path of copied) cpSync(root + path, copy + path, { recursive: true })
  symlinkSync(`${root}node_modules`, `${copy}node_modules`)
  // What the compiler found out of these sources, where it did: it looks at what differs.
  if (existsSync(`${root}.cache`)) cpSync(`${root}.cache`, `${copy}.cache`, { recursive: true })
  const run = (command: string, args: readonly string[]): string => {
    // A test runner that knew of this one would report into it.
    const { NODE_TEST_CONTEXT: _, ...env } = compilerEnv()
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 16_000_000,
      env,
    })
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`)
    return stdout + stderr
  }
  return {
    root: copy,
    node: (...args) => run(process.execPath, args),
    mistakes() {
      const tsc = `${copy}node_modules/.bin/tsc`
      const { stdout } = spawnSync(tsc, [...compilerArgs, '-p', '.'], {
        cwd: copy,
        encoding: 'utf8',
        env: compilerEnv(),
      })
      return stdout.split('\n').filter(line => /^\S.*error TS/.test(line))
    },
    check() {
      run(process.execPath, ['tests/support/generate.ts', '--check'])
      run(`${copy}node_modules/.bin/tsc`, [...compilerArgs, '-p', 'common'])
      run(`${copy}node_modules/.bin/tsc`, [...compilerArgs, '-p', '.'])
      run(`${copy}node_modules/.bin/oxfmt`, ['--check', 'common', 'agent', 'README.md'])
    },
  }
}
