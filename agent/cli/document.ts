import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { Value } from '../../common/model/index.ts'
import { DocumentError, importDocument, LARGEST } from '../import/document.ts'
import type { Documented, NewDocument } from '../import/document.ts'
import { ImportError } from '../import/read-export.ts'
import { commandActor } from '../actor.ts'
import { UsageError, exitOf, outcomeMark, plainText, withAgent } from './context.ts'
import type { Context } from './context.ts'
import { askRunningAgent } from './running-agent.ts'

const usage =
  'import document FILE --tenant T --setting ID --value JSON [--resource ID] [--until DAY] [--by WHO]'

/**
 * `witnessmark import document FILE ...`: a person's statement of a setting that neither an API nor
 * a page shows, with the file that it rests on. Through the running agent where there is one.
 * @returns exit code by the findings that read the setting: 0 met, 3 deviation, 4 could not tell
 * @throws UsageError for words that do not fit, ImportError for a file that cannot be read; nothing
 * is stored then
 */
export async function documentCommand(
  context: Context,
  file: string,
  options: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { tenant, setting, value, resource, until, by } = options
  if (!file || !tenant || !setting || value === undefined) throw new UsageError(usage)
  const given: NewDocument = {
    tenant,
    setting,
    value: parse(value),
    resource,
    until,
    by: by ?? userInfo().username,
    name: file,
    body: read(file),
  }
  const documented =
    (await throughAgent(context, given)) ??
    (await withAgent(context, ({ agent }) => importDocument(agent, commandActor(), given)).catch(
      (error: unknown) => {
        throw error instanceof DocumentError ? new UsageError(error.message) : error
      },
    ))
  if (context.json) context.printJson('document', documented)
  else report(context, documented)
  return exitOf(documented.findings)
}

async function throughAgent(context: Context, given: NewDocument): Promise<Documented | null> {
  const { body, ...rest } = given
  const answer = await askRunningAgent<{ readonly document?: Documented }>(context, '/documents', {
    ...rest,
    body: Buffer.from(body).toString('base64'),
  })
  if (!answer) return null
  if (answer.body.document) return answer.body.document
  const why = answer.body.error ?? `the running agent answered ${answer.status}`
  throw answer.status === 400 ? new UsageError(why) : new ImportError(why)
}

function parse(text: string): Value {
  try {
    return Value.parse(JSON.parse(text))
  } catch {
    throw new UsageError(
      `--value: ${plainText(text.slice(0, 80))} is not JSON. A text is written in quotation marks: --value '"text"'; others: true, 12, '["a", "b"]'`,
    )
  }
}

function read(file: string): Uint8Array {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new ImportError(`${file}: not found`)
  if (!found.isFile()) throw new ImportError(`${file}: not a file`)
  if (found.size > LARGEST)
    throw new ImportError(
      `${file}: ${found.size} bytes, and ${LARGEST} are the most: give the pages that show it`,
    )
  return readFileSync(file)
}

function report(
  context: Context,
  { setting, resource, value, by, until, file, evidence, findings }: Documented,
): void {
  for (const finding of findings)
    context.print(
      `${outcomeMark(finding.outcome, 10)} ${finding.severity.padEnd(8)} ${finding.check}${finding.detail ? `: ${plainText(finding.detail)}` : ''}`,
    )
  context.say(
    `Kept as evidence of grade D (${evidence.map(ref => `#${ref.index}`).join(' ')}): ${setting} of ${plainText(resource.name)} is ${plainText(JSON.stringify(value))}, stated by ${plainText(by)}; ${plainText(file.name)}, ${file.bytes} bytes, sha256 ${file.sha256}`,
  )
  context.say(
    until
      ? `It counts until ${until.slice(0, 10)}, and until an API, an import or a page says something else.`
      : 'It counts as long as a page reading would (staleAfterDays in config.yaml; --until names another end), and until an API, an import or a page says something else.',
  )
  if (findings.length === 0) context.say('No check reads this setting.')
}
