import type { Setting } from '../../../model/index.ts'
import { authenticationSettings } from './authentication.ts'
import { calendarSettings } from './calendar.ts'
import { chatSettings } from './chat.ts'
import { classroomSettings } from './classroom.ts'
import { consoleSettings } from './console.ts'
import type { PolicySetting } from './define.ts'
import { directorySettings } from './directory.ts'
import { driveSettings } from './drive.ts'
import { gmailSettings } from './gmail.ts'
import { gmailSafetySettings } from './gmail-safety.ts'
import { groupsSettings } from './groups.ts'
import { loggedSettings } from './logged.ts'
import { meetSettings } from './meet.ts'
import { organizationSettings } from './organization.ts'

export { loggedSettings }

/** Settings of the Policy API, with the section and field each is found under. */
export const policySettings: readonly PolicySetting[] = [
  ...calendarSettings,
  ...chatSettings,
  ...classroomSettings,
  ...driveSettings,
  ...gmailSettings,
  ...gmailSafetySettings,
  ...groupsSettings,
  ...meetSettings,
  ...authenticationSettings,
  ...organizationSettings,
]

/** What a page of the top unit shows: other units may have it otherwise. */
export const pageSettings: ReadonlySet<string> = new Set(
  [
    ...loggedSettings.filter(setting => !setting.event),
    ...consoleSettings.filter(setting => setting.console && !setting.api),
  ]
    .map(setting => setting.id)
    .concat(
      ['gemini-app-service', 'calendar-interoperability'].map(
        name => `google-workspace.tenant.${name}`,
      ),
    ),
)

/** Of which is known what holds where nobody ever set them. */
export const holdsUnset: ReadonlySet<string> = new Set(
  loggedSettings.filter(setting => setting.unsetValue !== undefined).map(setting => setting.id),
)

/** Known from events of the admin log alone. */
export const isLogged: ReadonlySet<string> = new Set(loggedSettings.map(setting => setting.id))

/** Every setting, in the catalogue's shape. */
export const settings: readonly Setting[] = [
  ...policySettings.map(({ section: _section, field: _field, ...setting }) => setting),
  ...loggedSettings.map(
    ({ log: _log, names: _names, event: _event, unsetValue: _unset, ...setting }) => setting,
  ),
  ...directorySettings,
  ...consoleSettings,
]
