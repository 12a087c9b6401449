import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataProtectionRules } from '../../../../common/services/google-workspace/import/data-protection.ts'

const detector = (name: string, count = 1) =>
  `all_content.matches_dlp_detector('${name}', google.privacy.dlp.v2.Likelihood.LIKELY, {minimum_match_count: ${count}, minimum_unique_match_count: 1})`
const on = (...names: string[]) => ({
  blockContent: { actionParams: Object.fromEntries(names.map(name => [name, true])) },
})
const rule = (over: object = {}) => ({
  displayName: 'Personal data',
  state: 'ACTIVE',
  condition: {
    contentCondition: `${detector('CREDIT_CARD_NUMBER')} || ${detector('US_SOCIAL_SECURITY_NUMBER')}`,
  },
  triggers: [
    'google.workspace.calendar.event.v1.save',
    'google.workspace.chat.message.v1.send',
    'google.workspace.chat.attachment.v1.upload',
    'google.workspace.drive.file.v1.share',
    'google.workspace.gmail.email.v1.send',
  ],
  action: {
    alertCenterAction: { alertCenterConfig: {} },
    chatAction: on('applyExternalDirectMessages', 'applyExternalGroupChats', 'applyExternalRooms'),
    driveAction: { blockAccess: {} },
    gmailAction: on('applyInternalMessages', 'applyExternalMessages'),
    calendarAction: { blockEvent: { actionParams: {} } },
  },
  ...over,
})
const read = (over: object = {}, everywhere = true) =>
  dataProtectionRules([{ value: rule(over), everywhere }])

test('a rule gives its apps, its detectors, and whether it blocks in each of them', () => {
  assert.deepEqual(read(), [
    {
      name: 'Personal data',
      apps: ['CALENDAR', 'CHAT', 'DRIVE', 'GMAIL'],
      detectors: ['CREDIT_CARD_NUMBER', 'US_SOCIAL_SECURITY_NUMBER'],
      action: 'BLOCK',
    },
  ])
  assert.deepEqual(read({ state: 'INACTIVE' }), [])
})

test('what lets something through does not count: half of Chat, a warning, a later match, a narrower condition, one unit', () => {
  const first = (over: object, everywhere?: boolean) =>
    read(over, everywhere)[0] as { apps: string[]; detectors: string[]; action: string }
  assert.deepEqual(first({ triggers: ['google.workspace.chat.message.v1.send'] }).apps, [])
  assert.equal(
    first({
      action: {
        ...rule().action,
        driveAction: { auditOnly: {} },
        chatAction: on('applyExternalDirectMessages'),
      },
    }).action,
    'does not block in CHAT, DRIVE',
  )
  assert.deepEqual(
    first({ condition: { contentCondition: detector('CREDIT_CARD_NUMBER', 10) } }).detectors,
    [],
  )
  assert.deepEqual(
    first({
      condition: { contentCondition: `${detector('CREDIT_CARD_NUMBER')} && title.contains('x')` },
    }).detectors,
    [],
  )
  assert.deepEqual(first({ condition: {} }).detectors, [])
  const local = first({}, false) as { name?: string; detectors: string[] }
  assert.deepEqual([local.name, local.detectors], ['Personal data (one unit or group only)', []])
})
