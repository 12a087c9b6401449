import { policy } from './define.ts'

/** Section, field and default as Google documents them for the Policy API. */
export const classroomSettings = [
  policy({
    name: 'classroom-who-can-join',
    title: 'Who can join classes of the domain',
    section: 'classroom_class_membership',
    field: 'whoCanJoinClasses',
    type: 'string',
    path: 'Apps > Additional Google services > Classroom > Class settings',
  }),
  policy({
    name: 'classroom-joinable-classes',
    title: 'Classes that users of the domain can join',
    section: 'classroom_class_membership',
    field: 'whichClassesCanUsersJoin',
    type: 'string',
    path: 'Apps > Additional Google services > Classroom > Class settings',
  }),
  policy({
    name: 'classroom-api-access',
    title: 'Users can let apps access their Classroom data',
    section: 'classroom_api_data_access',
    field: 'enableApiAccess',
    type: 'boolean',
    path: 'Apps > Additional Google services > Classroom > Data access',
  }),
  policy({
    name: 'classroom-roster-import',
    title: 'Roster import with Clever',
    section: 'classroom_roster_import',
    field: 'rosterImportOption',
    type: 'string',
    path: 'Apps > Additional Google services > Classroom > Roster import',
  }),
  policy({
    name: 'classroom-unenrollment',
    title: 'Who can unenroll students',
    section: 'classroom_student_unenrollment',
    field: 'whoCanUnenrollStudents',
    type: 'string',
    path: 'Apps > Additional Google services > Classroom > Student unenrollment',
  }),
  policy({
    name: 'classroom-class-creation',
    title: 'Who can create classes',
    section: 'classroom_teacher_permissions',
    field: 'whoCanCreateClasses',
    type: 'string',
    path: 'Apps > Additional Google services > Classroom > General settings > Teacher permissions',
  }),
  policy({
    name: 'classroom-service',
    title: 'Classroom service',
    section: 'classroom_service_status',
    field: 'serviceState',
    type: 'string',
    path: 'Apps > Additional Google services > Classroom > Service status',
    fallback: 'ENABLED',
  }),
] as const
