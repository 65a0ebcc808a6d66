import { appointments, mySchedule } from '#shared/contracts/appointments.ts'
import { scheduling } from '#shared/contracts/scheduling.ts'
import { timeOff } from '#shared/contracts/time-off.ts'
import { type Module, module } from '#server/http/module.ts'
import { endFeed, makeFeed, readFeed } from './appointments.feed.ts'
import {
  readAppointments,
  readAvailability,
  readCalendar,
  readCalendarOptions,
  readChoices,
  readMine,
} from './appointments.reads.ts'
import {
  createAppointment,
  listAppointmentHistory,
  openAppointment,
  removeAppointment,
  saveAppointment,
  setAppointmentStatus,
  setOwnStatus,
} from './appointments.service.ts'
import {
  createArea,
  createSlots,
  listSchedulingHistory,
  openScheduling,
  removeArea,
  removeSlot,
  saveArea,
  saveSlot,
} from './scheduling.service.ts'
import { createTimeOff, readTimeOff, removeTimeOff } from './time-off.service.ts'

export const appointmentsModules = (): Module[] => [
  module('appointments', appointments, {
    ofCustomer: readAppointments,
    choices: readChoices,
    availability: readAvailability,
    create: createAppointment,
    open: openAppointment,
    history: listAppointmentHistory,
    save: saveAppointment,
    setStatus: setAppointmentStatus,
    remove: removeAppointment,
    calendar: readCalendar,
    calendarOptions: readCalendarOptions,
  }),
  module('mySchedule', mySchedule, {
    list: readMine,
    setStatus: setOwnStatus,
    makeFeed,
    endFeed,
    feed: readFeed,
  }),
  module('timeOff', timeOff, { list: readTimeOff, create: createTimeOff, remove: removeTimeOff }),
  module('scheduling', scheduling, {
    open: openScheduling,
    history: listSchedulingHistory,
    createSlots,
    saveSlot,
    removeSlot,
    createArea,
    saveArea,
    removeArea,
  }),
]
