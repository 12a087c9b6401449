import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const classroomSettings = [
  policy(
    'classroom-who-can-join',
    'classroom_class_membership',
    'whoCanJoinClasses',
    'string',
    'Who can join classes of the domain',
    'Apps > Additional Google services > Classroom > Class settings',
  ),
  policy(
    'classroom-joinable-classes',
    'classroom_class_membership',
    'whichClassesCanUsersJoin',
    'string',
    'Classes that users of the domain can join',
    'Apps > Additional Google services > Classroom > Class settings',
  ),
  policy(
    'classroom-api-access',
    'classroom_api_data_access',
    'enableApiAccess',
    'boolean',
    'Users can let apps access their Classroom data',
    'Apps > Additional Google services > Classroom > Data access',
  ),
  policy(
    'classroom-roster-import',
    'classroom_roster_import',
    'rosterImportOption',
    'string',
    'Roster import with Clever',
    'Apps > Additional Google services > Classroom > Roster import',
  ),
  policy(
    'classroom-unenrollment',
    'classroom_student_unenrollment',
    'whoCanUnenrollStudents',
    'string',
    'Who can unenroll students',
    'Apps > Additional Google services > Classroom > Student unenrollment',
  ),
  policy(
    'classroom-class-creation',
    'classroom_teacher_permissions',
    'whoCanCreateClasses',
    'string',
    'Who can create classes',
    'Apps > Additional Google services > Classroom > General settings > Teacher permissions',
  ),
  policy(
    'classroom-service',
    'classroom_service_status',
    'serviceState',
    'string',
    'Classroom service',
    'Apps > Additional Google services > Classroom > Service status',
    'ENABLED',
  ),
] as const
