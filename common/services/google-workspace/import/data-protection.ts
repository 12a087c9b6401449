import { z } from 'zod'
import type { Value } from '../../../model/index.ts'

const Params = z.looseObject({ actionParams: z.record(z.string(), z.unknown()).optional() })
const Rule = z.looseObject({
  displayName: z.string().default(''),
  state: z.string().default(''),
  triggers: z.array(z.string()).default([]),
  condition: z
    .looseObject({ contentCondition: z.string().default('') })
    .default({ contentCondition: '' }),
  action: z
    .looseObject({
      chatAction: z.looseObject({ blockContent: Params.optional() }).optional(),
      gmailAction: z.looseObject({ blockContent: Params.optional() }).optional(),
      driveAction: z.looseObject({ blockAccess: z.unknown().optional() }).optional(),
      calendarAction: z.looseObject({ blockEvent: z.unknown().optional() }).optional(),
    })
    .default({}),
})
type Action = z.infer<typeof Rule>['action']

/**
 * What has to set an app's rule off: in Chat both messages and files, or one of them goes through.
 */
const triggers: Readonly<Record<string, readonly string[]>> = {
  CALENDAR: ['calendar.event.save'],
  CHAT: ['chat.message.send', 'chat.attachment.upload'],
  DRIVE: ['drive.file.share'],
  GMAIL: ['gmail.email.send'],
}
/** Whether an app's action stops what leaves the organisation. */
const blocks: Readonly<Record<string, (action: Action) => boolean>> = {
  CALENDAR: action => action.calendarAction?.blockEvent !== undefined,
  CHAT: action =>
    allOn(action.chatAction?.blockContent, [
      'applyExternalDirectMessages',
      'applyExternalGroupChats',
      'applyExternalRooms',
    ]),
  DRIVE: action => action.driveAction?.blockAccess !== undefined,
  GMAIL: action =>
    allOn(action.gmailAction?.blockContent, ['applyExternalMessages', 'applyInternalMessages']),
}
/** One detector that fires at the first match, whatever else the message holds. */
const term =
  /^all_content\.matches_dlp_detector\('([A-Z0-9_]+)',\s*google\.privacy\.dlp\.v2\.Likelihood\.\w+,\s*\{minimum_match_count:\s*1,\s*minimum_unique_match_count:\s*1\}\)$/

/**
 * Active data protection rules in the form of the setting `dlp-rules`, from policies of the type
 * `rule.dlp` (https://docs.cloud.google.com/identity/docs/concepts/supported-policy-api-settings).
 * A rule for one unit or group protects nobody else, and a condition that is more than "any of
 * these detectors" may let something through: neither counts as finding anything, but both are
 * named.
 */
export function dataProtectionRules(
  policies: readonly { readonly value: unknown; readonly everywhere: boolean }[],
): Value[] {
  return policies.flatMap(({ value, everywhere }) => {
    const rule = Rule.parse(value)
    if (rule.state !== 'ACTIVE') return []
    const seen = new Set(
      rule.triggers.map(trigger =>
        trigger.replace(/^google\.workspace\./, '').replace(/\.v\d+\./, '.'),
      ),
    )
    const apps = Object.keys(triggers).filter(app =>
      triggers[app]?.every(trigger => seen.has(trigger)),
    )
    const open = apps.filter(app => !blocks[app]?.(rule.action))
    const terms = rule.condition.contentCondition
      .split('||')
      .map(part => term.exec(part.trim())?.[1])
    const detectors =
      everywhere && terms.every(detector => detector !== undefined)
        ? [...new Set(terms)].sort()
        : []
    return [
      {
        name: everywhere ? rule.displayName : `${rule.displayName} (one unit or group only)`,
        apps,
        detectors,
        action:
          apps.length > 0 && open.length === 0
            ? 'BLOCK'
            : `does not block in ${open.join(', ') || 'any app'}`,
      },
    ]
  })
}

function allOn(block: z.infer<typeof Params> | undefined, names: readonly string[]): boolean {
  return names.every(name => block?.actionParams?.[name] === true)
}
