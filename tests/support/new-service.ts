// `npm run new:service -- ID "Title"`: a service's folder from the template, and everything
// that is generated. A collector, recipes or an importer are folders that come later.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatted, generate } from './generate.ts'

/**
 * A new service below `root`. @returns the files written, sorted
 * @throws Error for an id that is taken or not kebab-case, or a title that is no line of text
 */
export async function newService(root: string, id: string, title: string): Promise<string[]> {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))
    throw new Error(`"${id}" is not a kebab-case id such as "acme-mail"`)
  if (!/^[^'"\\|,\n]+$/.test(title))
    throw new Error(`"${title}" is not a title such as "Acme Mail", without quotes, commas or bars`)
  const folder = `common/services/${id}`
  if (existsSync(root + folder)) throw new Error(`${folder} is there already`)
  const template = `${root}common/services/_template/`
  const written = await Promise.all(
    globSync('**/*.txt', { cwd: template }).map(async name => {
      const file = `${folder}/${name.replaceAll('\\', '/').replace(/\.txt$/, '')}`
      const text = readFileSync(template + name, 'utf8')
        .replaceAll('ID', id)
        .replaceAll('TITLE', title)
      mkdirSync(dirname(root + file), { recursive: true })
      writeFileSync(root + file, file.endsWith('.ts') ? await formatted(file, text) : text)
      return file
    }),
  )
  return [...written, ...(await generate(root))].sort()
}

if (import.meta.main) {
  const [id, title = id] = process.argv.slice(2)
  if (!id || !title) {
    process.stderr.write('npm run new:service -- ID "Title"\n')
    process.exit(2)
  }
  try {
    const files = await newService(fileURLToPath(new URL('../../', import.meta.url)), id, title)
    process.stdout.write(`${files.join('\n')}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 2
  }
}
