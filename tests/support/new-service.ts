// `npm run new:service -- ID "Title"`: a service's folder from the template, and its line in the
// registry. A collector or recipes come later, with a line in theirs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const files = {
  'service.ts.txt': 'service.ts',
  'settings/index.ts.txt': 'settings/index.ts',
  'checks/index.ts.txt': 'checks/index.ts',
  'checks/index.fixtures.json.txt': 'checks/index.fixtures.json',
}

/**
 * Writes the folder and the registry line below `root`. @throws Error for an id that is taken or
 * not kebab-case
 */
export function newService(root: string, id: string, title: string): string[] {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))
    throw new Error(`"${id}" is not a kebab-case id such as "acme-mail"`)
  const folder = `${root}common/services/${id}/`
  if (existsSync(folder)) throw new Error(`common/services/${id} is there already`)
  const name = id
    .replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^[0-9]/, '_$&')
  const fill = (text: string): string =>
    text.replaceAll('NAME', name).replaceAll('ID', id).replaceAll('TITLE', title)
  for (const sub of ['checks', 'settings']) mkdirSync(folder + sub, { recursive: true })
  for (const [from, to] of Object.entries(files))
    writeFileSync(
      folder + to,
      fill(readFileSync(`${root}common/services/_template/${from}`, 'utf8')),
    )
  writeFileSync(
    `${folder}README.md`,
    `# ${title}\n\nTested against: nothing yet.\n\n\`${id}.tenant.sign-on-required\`\n`,
  )
  const registry = `${root}common/services/index.ts`
  const before = readFileSync(registry, 'utf8')
  writeFileSync(
    registry,
    before
      .replace('\n/**', `import { ${name} } from './${id}/service.ts'\n\n/**`)
      .replace(/\n\]\n$/, `\n  ${name},\n]\n`),
  )
  return [...Object.values(files), 'README.md'].map(file => `common/services/${id}/${file}`)
}

if (import.meta.main) {
  const [id, title = id] = process.argv.slice(2)
  if (!id || !title) {
    process.stderr.write('npm run new:service -- ID "Title"\n')
    process.exit(2)
  }
  try {
    process.stdout.write(
      `${newService(fileURLToPath(new URL('../../', import.meta.url)), id, title).join('\n')}\n`,
    )
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}
