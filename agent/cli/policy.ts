import { userInfo } from 'node:os'
import type { Output } from '../operations/index.ts'
import { exitOf, outcomeMark, plainText } from './context.ts'
import type { Context } from './context.ts'
import { readFile } from './document.ts'
import { invoke } from './invoke.ts'
import { Problem } from '../problem.ts'

type Policy = Output<'policies'>['policies'][number]

/** `witnessmark policy read FILE --tenant T`: seals a version, and says what it may say of metrics. */
export async function policyRead(
  context: Context,
  file: string,
  wanted: { readonly tenant: string; readonly document: string | undefined },
): Promise<number> {
  const body = readFile(file).toString('base64')
  const answer = await invoke(context, 'policy-read', { ...wanted, name: file, body })
  if (context.json) {
    context.printJson('policy', answer)
    return 0
  }
  const { policy, passages, isNew } = answer
  for (const [place, { section, text, proposed, acceptedAs }] of passages.entries()) {
    context.print(`${place + 1}  ${plainText(section)}: ${plainText(text)}`)
    context.print(
      acceptedAs === null
        ? `   may say: ${proposed.map(({ sentence }) => sentence).join(' | ')}`
        : `   accepted as ${acceptedAs}`,
    )
  }
  reportAsked(context, policy)
  context.say(
    `${isNew ? 'Sealed' : 'Known already'}: ${plainText(policy.document)}, ${passages.length} passages set a limit. Found by words alone; whether they say so is for a person to decide: witnessmark policy accept ${plainText(policy.document)} METRIC --passage NUMBER --tenant ${policy.tenant}`,
  )
  return 0
}

type Accepting = {
  readonly tenant: string
  readonly document: string
  readonly metric: string
  /** From 1. */
  readonly place: number
  readonly by: string | undefined
}

/** `witnessmark policy accept DOCUMENT METRIC --passage N --tenant T`: a person says that it sets the limit. */
export async function policyAccept(
  context: Context,
  { tenant, document, metric, place, by = userInfo().username }: Accepting,
): Promise<number> {
  const { passages } = await invoke(context, 'policy-passages', { tenant, document })
  const passage = passages[place - 1]
  if (!passage) throw new Problem('passage-unknown', { document, section: `passage ${place}` })
  const { section, text } = passage
  const wanted = { tenant, document, metric, section, text, by }
  const { policy } = await invoke(context, 'policy-accept', wanted)
  if (context.json) context.printJson('policy-accepted', { policy })
  else for (const item of policy.accepted) context.print(acceptedText(policy, item))
  context.say(
    'Kept as evidence of grade D for a year, or until a new version of the document comes',
  )
  return 0
}

/** `witnessmark policy list`: what was accepted, and how tenants are set. */
export async function policyList(context: Context, tenant: string | undefined): Promise<number> {
  const answer = await invoke(context, 'policies', tenant === undefined ? {} : { tenant })
  const { policies, compared } = answer
  if (context.json) context.printJson('policies', answer)
  else
    for (const policy of policies) {
      for (const item of policy.accepted) {
        context.print(acceptedText(policy, item))
        for (const found of compared)
          if (
            found.policy === policy.tenant &&
            found.document === policy.document &&
            found.metric === item.metric
          )
            context.print(
              `  ${outcomeMark(found.outcome, 10)} ${found.tenant} ${plainText(found.resource)}: ${plainText(found.actual ?? 'see the finding')} (${found.check})`,
            )
      }
      reportAsked(context, policy)
    }
  context.say(`${policies.length} policies`)
  return compared.length === 0 ? 0 : exitOf(compared.map(item => ({ ...item, exception: null })))
}

function acceptedText(
  { document }: Policy,
  { sentence, section, by, due, entry }: Policy['accepted'][number],
): string {
  return `${plainText(document)}, ${plainText(section)}: ${sentence} (${plainText(by)}, entry ${entry}${due ? '; over: accept it again' : ''})`
}

function reportAsked(context: Context, { document, asked }: Policy): void {
  for (const { sentence, section, text } of asked)
    context.print(
      `asked again: an earlier version of ${plainText(document)} said ${sentence} in ${plainText(section)}: ${plainText(text)}`,
    )
}
