// `npm run release`: everything that is given away, in dist/release: the npm package, the
// extension's archives for both stores, what they are made of (CycloneDX), how they were made, and
// their digests.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Writes every file of a release into `folder`, which is emptied first. @returns their names */
export function release(folder: string): string[] {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 64_000_000 })
  for (const browser of ['chrome', 'firefox'])
    copyFileSync(
      join(root, `dist/witnessmark-${browser}.zip`),
      join(folder, `witnessmark-${browser}-${manifest.version}.zip`),
    )
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder])
  writeFileSync(join(folder, 'sbom.cdx.json'), ofProduct(run('npm', sbom)))
  const commit = run('git', ['rev-parse', 'HEAD']).trim()
  const changed = run('git', ['status', '--porcelain']).trim() !== ''
  writeFileSync(
    join(folder, 'provenance.json'),
    `${JSON.stringify(
      {
        name: manifest.name,
        version: manifest.version,
        commit,
        ...(changed ? { changed: 'the work tree had changes that are in no commit' } : {}),
        node: process.version,
        lock: digestOf(join(root, 'package-lock.json')),
        command: 'npm run release',
      },
      null,
      2,
    )}\n`,
  )
  const names = readdirSync(folder).sort()
  const sums = names.map(name => `${digestOf(join(folder, name))}  ${name}\n`).join('')
  writeFileSync(join(folder, 'SHA256SUMS'), sums)
  return [...names, 'SHA256SUMS']
}

const sbom = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']

type Bill = {
  metadata: { component: Record<string, unknown> }
  components: { 'bom-ref': string; 'properties'?: { name: string; value: string }[] }[]
  dependencies: { ref: string; dependsOn?: string[] }[]
}

/**
 * Without what only development needs, and under our name: npm calls the whole after the folder that
 * it stands in, and its own `--omit dev` loses what a development tool asks for too.
 */
function ofProduct(text: string): string {
  const bill = JSON.parse(text) as Bill
  const left = new Set(
    bill.components
      .filter(({ properties = [] }) =>
        properties.some(({ name }) => name === 'cdx:npm:package:development'),
      )
      .map(component => component['bom-ref']),
  )
  bill.metadata.component['name'] = manifest.name
  bill.components = bill.components.filter(component => !left.has(component['bom-ref']))
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => !left.has(ref))
    .map(item => ({ ...item, dependsOn: item.dependsOn?.filter(ref => !left.has(ref)) ?? [] }))
  return `${JSON.stringify(bill, null, 2)}\n`
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

if (import.meta.main) {
  const { buildAgent, buildDashboard, buildExtension } = await import('./build.ts')
  await buildExtension()
  await buildDashboard()
  await buildAgent()
  for (const name of release(join(root, 'dist/release')))
    process.stdout.write(`dist/release/${name}\n`)
}
