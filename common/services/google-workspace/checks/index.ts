import type { CheckSource } from '../../../model/index.ts'
import { accountsChecks } from './accounts.ts'
import { appsChecks } from './apps.ts'
import { assuredControlsChecks } from './assured-controls.ts'
import { calendarChecks } from './calendar.ts'
import { chatChecks } from './chat.ts'
import { classroomChecks } from './classroom.ts'
import { driveChecks } from './drive.ts'
import { driveSharingChecks } from './drive-sharing.ts'
import { geminiChecks } from './gemini.ts'
import { gmailChecks } from './gmail.ts'
import { gmailSafetyChecks } from './gmail-safety.ts'
import { groupsChecks } from './groups.ts'
import { mailDomainsChecks } from './mail-domains.ts'
import { meetChecks } from './meet.ts'
import { organizationChecks } from './organization.ts'
import { passwordsChecks } from './passwords.ts'
import { signInChecks } from './sign-in.ts'
import { sitesChecks } from './sites.ts'
import { twoStepVerificationChecks } from './two-step-verification.ts'

/** One check for each policy of CISA's Secure Configuration Baselines for Google Workspace. */
export const checks: readonly CheckSource[] = [
  ...accountsChecks,
  ...appsChecks,
  ...assuredControlsChecks,
  ...calendarChecks,
  ...chatChecks,
  ...classroomChecks,
  ...driveChecks,
  ...driveSharingChecks,
  ...geminiChecks,
  ...gmailChecks,
  ...gmailSafetyChecks,
  ...groupsChecks,
  ...mailDomainsChecks,
  ...meetChecks,
  ...organizationChecks,
  ...passwordsChecks,
  ...signInChecks,
  ...sitesChecks,
  ...twoStepVerificationChecks,
]
