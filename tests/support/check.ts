// `npm run check`: what review would say first, one line a mistake. `npm run check -- lint unused`
// takes only these steps. They run side by side; each says what it found when all are done.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compilerArgs, compilerEnv } from './compiler.ts'

type Step = {
  readonly command: string
  readonly args: readonly string[]
  /** What the tool wrote, as lines for a person: file and place first. */
  readonly read?: (output: string) => readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = (name: string): string => `${root}node_modules/.bin/${name}`
const steps: Readonly<Record<string, Step>> = {
  lint: {
    command: bin('oxlint'),
    args: [
      '--type-aware',
      '--deny-warnings',
      '--format=json',
      'agent',
      'common',
      'extension',
      'tests',
    ],
    read: readLint,
  },
  types: { command: bin('tsc'), args: [...compilerArgs, '-p', '.', '--pretty', 'false'] },
  /** Pure code apart, so that it cannot reach a platform. */
  pure: { command: bin('tsc'), args: [...compilerArgs, '-p', 'common', '--pretty', 'false'] },
  unused: { command: bin('knip'), args: ['--no-progress', '--reporter', 'json'], read: readUnused },
  catalogue: { command: process.execPath, args: ['tests/support/check-catalogue.ts'] },
  generated: { command: process.execPath, args: ['tests/support/generate.ts', '--check'] },
  format: { command: bin('oxfmt'), args: ['--list-different', '.'], read: readFormat },
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !(name in steps))
if (unknown.length > 0) {
  const known = Object.keys(steps).join(', ')
  process.stderr.write(`no step ${unknown.join(', ')}; there are ${known}\n`)
  process.exit(2)
}
const chosen = Object.entries(steps).filter(
  ([name]) => wanted.length === 0 || wanted.includes(name),
)
const done = await Promise.all(chosen.map(async ([name, step]) => ({ name, ...(await run(step)) })))
for (const { lines } of done) for (const line of lines) process.stdout.write(`${line}\n`)
const failed = done.filter(step => step.failed).map(step => step.name)
const time = `${(performance.now() / 1000).toFixed(1)} s`
process.stdout.write(
  failed.length > 0
    ? `check: ${failed.join(', ')} failed (${time})\n`
    : `check: ${done.map(step => step.name).join(', ')} passed (${time})\n`,
)
process.exitCode = failed.length > 0 ? 1 : 0

/** Whatever a tool that failed wrote, as it is where it is not what was expected of it. */
async function run({
  command,
  args,
  read,
}: Step): Promise<{ failed: boolean; lines: readonly string[] }> {
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn(command, args, { cwd: root, stdio: [...stdio], env: compilerEnv() })
  const texts = [child.stdout, child.stderr].map(async stream =>
    String(Buffer.concat((await stream.toArray()) as Buffer[])),
  )
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  const [output = '', errors = ''] = await Promise.all(texts)
  if (code === 0) return { failed: false, lines: [] }
  const asIs = [output, errors]
    .flatMap(text => text.trimEnd().split('\n'))
    .filter(line => line !== '')
  try {
    return { failed: true, lines: read && output !== '' ? read(output) : asIs }
  } catch {
    return { failed: true, lines: asIs }
  }
}

/** oxlint's report (https://oxc.rs/docs/guide/usage/linter/output-formats.html). */
function readLint(output: string): readonly string[] {
  const { diagnostics } = JSON.parse(output) as {
    readonly diagnostics: readonly {
      readonly message: string
      readonly code?: string
      readonly help?: string
      readonly note?: string
      readonly filename: string
      readonly labels: readonly {
        readonly span: { readonly line: number; readonly column: number }
      }[]
    }[]
  }
  const lines = new Map<string, string>()
  // In one order, whichever thread was first.
  const sorted = diagnostics.toSorted((a, b) => a.filename.localeCompare(b.filename))
  for (const { message, code, help, note, filename, labels } of sorted) {
    const { line, column } = labels[0]?.span ?? { line: 1, column: 1 }
    const circle =
      code === 'import(no-cycle)'
        ? [...(note ?? '').matchAll(/\((\S+)\)/g)].map(path => path[1] ?? '')
        : []
    const said =
      circle.length > 0
        ? `a circle: ${[...circle, circle[0]].join(' -> ')}; move what they share into a file apart`
        : [message, help].filter(Boolean).join(' ')
    // Every import of a circle is reported: the circle is told once, at the first of its files.
    const place = `${filename}:${line}:${column}`
    const key = circle.length > 0 ? [...circle].sort().join() : `${place} ${code}`
    if (!lines.has(key)) lines.set(key, `${place}: ${said} (${code ?? 'oxlint'})`)
  }
  return [...lines.values()]
}

/** knip's report (https://knip.dev/features/reporters#json). */
function readUnused(output: string): readonly string[] {
  type Item = { readonly name: string; readonly line?: number; readonly col?: number }
  const { issues } = JSON.parse(output) as {
    readonly issues: readonly (Readonly<Record<string, readonly Item[]>> & {
      readonly file: string
    })[]
  }
  return issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, items]) =>
      items.map(({ name, line = 1, col = 1 }) => {
        const advice =
          kind === 'exports' || kind === 'types'
            ? `nobody imports "${name}": take "export" away, or all of it`
            : kind === 'files'
              ? 'nobody imports this file'
              : `${kind}: ${[name].flat().join(', ')}`
        return `${file}:${line}:${col}: ${advice}`
      }),
    ),
  )
}

function readFormat(output: string): readonly string[] {
  return output
    .trim()
    .split('\n')
    .map(file => `${file}: not as the formatter has it: npm run format`)
}
