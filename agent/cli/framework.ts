import type { Context } from './context.ts'
import { plainText } from './context.ts'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import { importsOf } from '../../common/frameworks/resolve-profile.ts'
import { Strength } from '../../common/model/index.ts'
import type { Input } from '../operations/index.ts'
import { Problem } from '../problem.ts'
import { readFile } from './document.ts'
import { invoke } from './invoke.ts'
import { usage } from './usage.ts'

/** `witnessmark framework import FILE --id ID [--title T]`: an OSCAL catalogue or a list becomes a framework. */
export async function frameworkImportCommand(
  context: Context,
  file: string,
  id: string,
  title: string | undefined,
): Promise<number> {
  const text = readFile(file).toString('utf8')
  const beside = besideOf(file, text)
  const answer = await invoke(context, 'framework-import', { id, name: file, text, title, beside })
  if (context.json) context.printJson('framework-import', answer)
  else
    context.print(
      `${answer.file}: ${answer.requirements} items, the mappings of ${answer.kept} stayed`,
    )
  context.say(
    `Next: witnessmark framework propose ${id}, or say in that file what speaks for each requirement, as its first lines show`,
  )
  return 0
}

/** `witnessmark framework crosswalk FILE --id ID --to FRAMEWORK`: what of it is like what of that one. */
export async function frameworkCrosswalkCommand(
  context: Context,
  file: string,
  { id, other }: { readonly id: string; readonly other: string },
): Promise<number> {
  const text = readFile(file).toString('utf8')
  const answer = await invoke(context, 'framework-crosswalk', { id, other, name: file, text })
  if (context.json) context.printJson('framework-crosswalk', answer)
  else
    context.print(`${answer.file}: ${answer.lines} lines about ${answer.requirements} requirements`)
  context.say(`Next: witnessmark tree --framework ${id}`)
  return 0
}

/** `witnessmark framework library ID`: the framework as CISO Assistant loads one, on stdout. */
export async function frameworkLibraryCommand(
  context: Context,
  framework: string,
): Promise<number> {
  const answer = await invoke(context, 'framework-library', { framework })
  if (context.json) context.printJson('framework-library', answer)
  else context.print(answer.text.trimEnd())
  return 0
}

/** `witnessmark framework propose ID`: metrics for requirements for which nothing speaks, by words alone. */
export async function frameworkProposeCommand(
  context: Context,
  framework: string,
  { all, page }: { readonly all: boolean; readonly page: string | undefined },
): Promise<number> {
  const place = page === undefined ? 0 : Number(page) - 1
  if (!Number.isInteger(place) || place < 0) throw usage('--page takes a number from 1')
  const wanted = { framework, show: all ? ('all' as const) : ('open' as const), page: place }
  const answer = await invoke(context, 'framework-proposals', wanted)
  if (context.json) context.printJson('framework-proposals', answer)
  else
    for (const { id, title, mapped, proposed, refused } of answer.items) {
      context.print(`${plainText(id)}  ${plainText(title)}`)
      for (const { metric, check, measure, says, why, said } of mapped) {
        const who = said
          ? ` (${plainText(said.by)}, ${said.at.slice(0, 10)}, entry ${said.entry})`
          : ''
        context.print(`  ${metric ?? check ?? measure} ${says}: ${plainText(why)}${who}`)
      }
      for (const { metric, why } of proposed) context.print(`  proposed: ${metric}  ${why}`)
      for (const { metric, by, at, entry } of refused)
        context.print(`  refused: ${metric} (${plainText(by)}, ${at.slice(0, 10)}, entry ${entry})`)
    }
  const { mapped, requirements, total, items } = answer
  const shown = items.length < total ? `, ${items.length} shown (--page)` : ''
  context.say(
    `${mapped} of ${requirements} requirements are mapped; ${total} ${all ? 'in all' : 'open'}${shown}. Proposed by words alone, and nothing of it counts: witnessmark framework accept REQUIREMENT METRIC --id ${framework}`,
  )
  return 0
}

type Mapping = Omit<Input<'framework-map'>, 'by' | 'strength'> & {
  readonly by: string | undefined
  readonly strength: string | undefined
}

/** `witnessmark framework accept|refuse REQUIREMENT METRIC --id ID`: what a person says of it, sealed. */
export async function frameworkMapCommand(
  context: Context,
  { by = userInfo().username, strength: asked, ...decision }: Mapping,
): Promise<number> {
  const strength = Strength.optional().safeParse(asked)
  if (!strength.success)
    throw new Problem('choice-unknown', {
      name: '--strength',
      given: asked ?? '',
      known: Strength.options,
    })
  const wanted = { ...decision, by, strength: strength.data }
  const answer = await invoke(context, 'framework-map', wanted)
  const { requirement, metric, verdict } = decision
  if (context.json) context.printJson('framework-mapped', answer)
  else
    context.print(
      `${answer.file}: ${metric} for ${plainText(requirement)} is ${verdict} by ${plainText(by)}`,
    )
  context.say(
    verdict === 'accepted'
      ? 'It counts from now on. What else the requirement asks for stays open until you take that aspect out of the file'
      : 'It is not proposed again',
  )
  return 0
}

/** So many documents one profile may import, itself or through others. */
const MOST_IMPORTS = 50

/**
 * What a profile imports, and what that imports, from the files beside each; no address is fetched.
 * @throws Problem `framework-unreadable` where one address means two files
 */
function besideOf(
  file: string,
  text: string,
): readonly { readonly href: string; readonly text: string }[] {
  const found = new Map<string, { readonly path: string; readonly text: string }>()
  const visit = (from: string, source: string): void => {
    for (const href of importsOf(documentOf(source)).flat()) {
      const path = resolve(dirname(from), decodeURIComponent(href))
      if (/^[a-z][a-z0-9+.-]*:/i.test(href) || !existsSync(path)) continue
      const known = found.get(href)
      if (known?.path === path) continue
      if (known || found.size >= MOST_IMPORTS)
        throw new Problem('framework-unreadable', {
          name: from,
          detail: known
            ? `"${href}" means two files: put all of them into one folder`
            : `it imports more than ${MOST_IMPORTS} documents`,
        })
      const imported = readFile(path).toString('utf8')
      found.set(href, { path, text: imported })
      visit(path, imported)
    }
  }
  visit(resolve(file), text)
  return [...found].map(([href, item]) => ({ href, text: item.text }))
}

/** What is no JSON imports nothing; what it is otherwise is told where it is read. */
function documentOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
