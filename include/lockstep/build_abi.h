/* The boundary between a workflow build and the program that runs it.
 *
 * A workflow build is a shared library that exports one C function:
 *
 *     const LsBuild* lockstep_build(void);
 *
 * The program that loads it (lockstep-replay, lockstep-worker) is the *host*.
 * Authors never write against this header: LOCKSTEP_BUILD in build.h makes the
 * entry point. It is for hosts and for adapters of other SDKs.
 *
 * Laws
 * - Every struct starts with its size, as the side that made it knows it. A
 *   reader looks at no field beyond that size. Fields and enumerators are only
 *   ever appended; a reader that meets an enumerator it does not know refuses.
 *   LsText, LsEntry, LsPayload and LsPlace are frozen values without a size.
 * - LS_ABI changes when a law or the meaning of a field changes. A host loads a
 *   build only if the numbers are equal.
 * - Texts are UTF-8, a pointer and a length, not terminated. Absent is size 0.
 * - What the host passes in is valid during the call. What the build passes to
 *   a callback is valid during the callback; the host copies it. Nothing is
 *   freed across the boundary.
 * - No exception crosses the boundary in either direction.
 * - create, activate, blocked and destroy are called on one thread, one at a
 *   time, for one instance after another or for several in turns. run_activity
 *   may be called on any thread, several at once.
 * - Times are nanoseconds since 1970 in UTC, durations nanoseconds; a duration
 *   of 0 means "not set" unless the field says otherwise.
 */
#ifndef LOCKSTEP_BUILD_ABI_H_
#define LOCKSTEP_BUILD_ABI_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LS_ABI 1u

/* ---- Frozen values ---- */

typedef struct LsText {
  const char* data;
  size_t size;
} LsText;

typedef struct LsPayload LsPayload;

/* One entry of a map of texts, or of payloads. Maps are sorted by key, byte by
 * byte, and have no key twice. */
typedef struct LsEntry {
  LsText key;
  LsText value;
} LsEntry;

/* A value as the server stores it: bytes and the metadata that says how to
 * read them (metadata "encoding": "json/plain", "binary/null", ...). */
struct LsPayload {
  const LsEntry* metadata;
  size_t metadata_count;
  LsText data;
};

/* A place in workflow code. `function` is as the compiler spells it. */
typedef struct LsPlace {
  LsText file;
  LsText function;
  uint32_t line;
} LsPlace;

/* ---- Shared structs ---- */

typedef struct LsPayloads {
  size_t size;
  const LsPayload* items;
  size_t count;
} LsPayloads;

/* A map from text to payload: headers, memo, search attributes. */
typedef struct LsPayloadMap {
  size_t size;
  const LsText* keys;
  const LsPayload* values;
  size_t count;
} LsPayloadMap;

typedef enum LsFailureKind {
  LS_FAILURE_APPLICATION = 1,
  LS_FAILURE_CANCELED = 2,
  LS_FAILURE_TIMEOUT = 3,
  LS_FAILURE_TERMINATED = 4,
  LS_FAILURE_SERVER = 5,
  LS_FAILURE_ACTIVITY = 6, /* wraps the cause with the activity's identity */
  LS_FAILURE_CHILD_WORKFLOW = 7, /* wraps the cause with the child's identity */
  LS_FAILURE_NEXUS_OPERATION = 8, /* wraps the cause with the operation's */
  LS_FAILURE_NEXUS_HANDLER = 9    /* the handler's answer; `type` is its kind */
} LsFailureKind;

typedef enum LsTimeoutKind {
  LS_TIMEOUT_NONE = 0,
  LS_TIMEOUT_START_TO_CLOSE = 1,
  LS_TIMEOUT_SCHEDULE_TO_START = 2,
  LS_TIMEOUT_SCHEDULE_TO_CLOSE = 3,
  LS_TIMEOUT_HEARTBEAT = 4
} LsTimeoutKind;

typedef struct LsFailure {
  size_t size;
  uint32_t kind;         /* LsFailureKind */
  uint32_t timeout_kind; /* LsTimeoutKind, for LS_FAILURE_TIMEOUT */
  int32_t retry_state;   /* the server's RetryState number, for wrappers */
  int32_t non_retryable; /* 1 or 0, for application and server failures */
  LsText message;
  LsText type; /* of an application failure; the workflow or activity type of a
                  wrapper */
  LsText source;
  LsText stack_trace;
  LsText id;                     /* activity id, or the child's workflow id */
  LsText run_id;                 /* the child's; the operation's token */
  const LsPayloads* details;     /* may be null */
  const struct LsFailure* cause; /* may be null */
  LsText endpoint;               /* of a Nexus operation; so is the next */
  LsText service;
} LsFailure;

typedef struct LsRetryPolicy {
  size_t size;
  int64_t initial_interval;
  double backoff_coefficient;
  int64_t maximum_interval;
  int32_t maximum_attempts; /* 0: unlimited */
  const LsText* non_retryable_types;
  size_t non_retryable_type_count;
} LsRetryPolicy;

/* ---- What a run of a workflow knows about itself ---- */

typedef struct LsWorkflowInfo {
  size_t size;
  LsText workflow_type;
  LsText workflow_id;
  LsText run_id; /* the original run id: stable across resets */
  LsText first_run_id;
  LsText continued_run_id; /* empty unless this run continues another */
  LsText workflow_namespace;
  LsText task_queue;
  LsText parent_workflow_id; /* empty unless it is a child */
  LsText parent_run_id;
  LsText cron_schedule;
  int32_t attempt;
  int64_t start_time;
  int64_t execution_timeout;
  int64_t run_timeout;
  int64_t task_timeout;
  const LsRetryPolicy* retry_policy; /* may be null */
  const LsPayloads* input;
  const LsPayloads* last_result; /* of the previous cron run; may be null */
  const LsFailure* last_failure; /* may be null */
  const LsPayloadMap* memo;
  const LsPayloadMap* search_attributes;
  const LsPayloadMap* headers;
  uint64_t random_seed; /* replay-semantics 3.9 */
} LsWorkflowInfo;

/* ---- In: jobs ---- */

typedef enum LsJobKind {
  LS_JOB_START = 1, /* run the main coroutine; once, in the first activation */
  LS_JOB_NOTIFY_PATCH = 2,        /* name: this patch id was recorded */
  LS_JOB_RANDOM_SEED = 3,         /* number: reseed, after a reset */
  LS_JOB_SIGNAL = 4,              /* name, payloads, headers */
  LS_JOB_CANCEL_WORKFLOW = 5,     /* name: the reason, perhaps empty */
  LS_JOB_FIRE_TIMER = 6,          /* seq */
  LS_JOB_RESOLVE_ACTIVITY = 7,    /* seq, payloads (0 or 1) or failure */
  LS_JOB_RESOLVE_CHILD_START = 8, /* seq, name: run id; or failure */
  LS_JOB_RESOLVE_CHILD = 9,       /* seq, payloads (0 or 1) or failure */
  LS_JOB_QUERY = 10, /* name, payloads, headers, id; alone in its activation */
  /* seq, payloads (0 or 1) or failure. With `number` above 0 the attempt
   * failed and is to be made again after so many nanoseconds: the code starts a
   * timer, then schedules the same activity anew with the next attempt. */
  LS_JOB_RESOLVE_LOCAL_ACTIVITY = 11,
  LS_JOB_RESOLVE_EXTERNAL_SIGNAL = 12, /* seq; failure */
  LS_JOB_RESOLVE_EXTERNAL_CANCEL = 13, /* seq; failure */
  /* name, payloads, headers; id: the update's; instance: what its commands
   * name; number: 1 if the validator is to be run */
  LS_JOB_UPDATE = 14,
  LS_JOB_RESOLVE_NEXUS_START = 15, /* seq, name: operation token; or failure */
  LS_JOB_RESOLVE_NEXUS = 16,       /* seq, payloads (0 or 1) or failure */
  /* The next three are Go's: what the task at hand, or an earlier one,
   * recorded. They come before all other jobs. */
  LS_JOB_NOTIFY_VERSION = 17,     /* name: change id; number: the version, as a
                                     signed number */
  LS_JOB_NOTIFY_SIDE_EFFECT = 18, /* number: which, from 1; payloads */
  LS_JOB_NOTIFY_MUTABLE_SIDE_EFFECT = 19 /* name: its id; number: which call of
                                            this id, from 1; payloads */
} LsJobKind;

/* A failure that means "cancelled" has a canceled failure in its chain. */
typedef struct LsJob {
  size_t size;
  uint32_t kind; /* LsJobKind */
  uint32_t seq;  /* of the command that is resolved */
  uint64_t number;
  LsText name;
  LsText id;
  const LsPayloads* payloads;  /* null: none */
  const LsPayloadMap* headers; /* null: none */
  const LsFailure* failure;    /* null: none */
  LsText instance;
  /* LS_JOB_RESOLVE_LOCAL_ACTIVITY with a number: which attempt failed, and when
   * the first was scheduled. */
  uint32_t attempt;
  int64_t first_scheduled;
} LsJob;

typedef struct LsActivation {
  size_t size;
  const LsJob* const* jobs; /* in the order of replay-semantics 3.3 */
  size_t job_count;
  int64_t now; /* never goes back within a run */
  int64_t history_length;
  int64_t history_size; /* bytes, as the server told */
  int32_t continue_as_new_suggested;
  int32_t replaying; /* 1: these tasks were run before */
  /* Go: the SDK flags in force (replay-semantics 3.7), sorted. */
  const uint32_t* sdk_flags;
  size_t sdk_flag_count;
  /* Of the worker that completed the task; empty if none is known to have. */
  LsText build_id;
} LsActivation;

/* ---- Out: commands ---- */

typedef enum LsCommandKind {
  LS_COMMAND_SCHEDULE_ACTIVITY = 1,        /* activity */
  LS_COMMAND_CANCEL_ACTIVITY = 2,          /* seq */
  LS_COMMAND_START_TIMER = 3,              /* timer */
  LS_COMMAND_CANCEL_TIMER = 4,             /* seq */
  LS_COMMAND_START_CHILD = 5,              /* child */
  LS_COMMAND_CANCEL_CHILD = 6,             /* seq, text: the reason */
  LS_COMMAND_SET_PATCH = 7,                /* text: the patch id; deprecated */
  LS_COMMAND_COMPLETE_WORKFLOW = 8,        /* payloads: 0 or 1 */
  LS_COMMAND_FAIL_WORKFLOW = 9,            /* failure */
  LS_COMMAND_CONTINUE_AS_NEW = 10,         /* next_run */
  LS_COMMAND_CANCEL_CLOSE = 11,            /* the run closes as canceled */
  LS_COMMAND_SCHEDULE_LOCAL_ACTIVITY = 12, /* activity, local; payload: null, or
                                              the value of a side effect, with
                                              which the host resolves it,
                                              running nothing */
  LS_COMMAND_CANCEL_LOCAL_ACTIVITY = 13,   /* seq */
  LS_COMMAND_SIGNAL_EXTERNAL = 14,         /* external */
  LS_COMMAND_CANCEL_SIGNAL = 15,   /* seq: of a signal that was not sent yet */
  LS_COMMAND_CANCEL_EXTERNAL = 16, /* external */
  LS_COMMAND_UPSERT_SEARCH_ATTRIBUTES = 17, /* entries */
  LS_COMMAND_UPSERT_MEMO = 18,              /* entries */
  LS_COMMAND_ACCEPT_UPDATE = 19,            /* text: the instance */
  LS_COMMAND_REJECT_UPDATE = 20,            /* text: the instance; failure */
  LS_COMMAND_COMPLETE_UPDATE = 21, /* text: the instance; payload or failure */
  LS_COMMAND_SCHEDULE_NEXUS = 22,  /* nexus */
  LS_COMMAND_CANCEL_NEXUS = 23,    /* seq */
  /* The next three are Go's. Every call is told, also where it makes no event:
   * the host knows which answers history allows. */
  LS_COMMAND_RECORD_VERSION = 24,     /* text: the change id; version */
  LS_COMMAND_RECORD_SIDE_EFFECT = 25, /* seq: which, from 1; payload: the value,
                                         null if there is none */
  LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT = 26 /* text: its id; seq: which call of
                                                this id, from 1; payload: a new
                                                value, or null */
} LsCommandKind;

typedef enum LsCancellationType {
  LS_CANCEL_TRY = 0,           /* send the request, be done at once */
  LS_CANCEL_WAIT = 1,          /* be done when the thing has closed */
  LS_CANCEL_ABANDON = 2,       /* send nothing, be done at once */
  LS_CANCEL_WAIT_REQUESTED = 3 /* children; Core engines treat it as
                                  LS_CANCEL_WAIT */
} LsCancellationType;

typedef enum LsParentClosePolicy {
  LS_PARENT_CLOSE_TERMINATE = 1,
  LS_PARENT_CLOSE_ABANDON = 2,
  LS_PARENT_CLOSE_REQUEST_CANCEL = 3
} LsParentClosePolicy;

typedef struct LsActivityCommand {
  size_t size;
  LsText id; /* the default is the seq in decimal; Go: empty, then the number
                of its event */
  LsText type;
  LsText task_queue; /* empty: the workflow's */
  const LsPayloads* input;
  const LsPayloadMap* headers;
  int64_t schedule_to_close;
  int64_t schedule_to_start;
  int64_t start_to_close;
  int64_t heartbeat;
  const LsRetryPolicy* retry_policy; /* null: the server's default */
  uint32_t cancellation_type;        /* LsCancellationType */
  LsText summary;
} LsActivityCommand;

typedef struct LsTimerCommand {
  size_t size;
  int64_t duration; /* 0 is a duration here */
  LsText summary;
} LsTimerCommand;

typedef struct LsChildCommand {
  size_t size;
  LsText workflow_id;    /* Go: empty if it is the default */
  int32_t id_is_default; /* 1: drawn from the run's random numbers; Go: of the
                            run id and a number */
  LsText type;
  LsText task_queue; /* empty: the workflow's */
  const LsPayloads* input;
  const LsPayloadMap* headers;
  const LsPayloadMap* memo;
  const LsPayloadMap* search_attributes;
  int64_t execution_timeout;
  int64_t run_timeout;
  int64_t task_timeout;
  const LsRetryPolicy* retry_policy; /* null: none */
  LsText cron_schedule;
  uint32_t parent_close_policy; /* LsParentClosePolicy */
  int32_t id_reuse_policy; /* the server's WorkflowIdReusePolicy; 0: default */
  uint32_t cancellation_type; /* LsCancellationType */
  LsText summary;
  LsText details; /* more lines, in Markdown, beside the summary */
} LsChildCommand;

typedef struct LsNextRunCommand {
  size_t size;
  LsText type;       /* empty: the same */
  LsText task_queue; /* empty: the same */
  const LsPayloads* input;
  const LsPayloadMap* headers;
  const LsPayloadMap* memo;              /* null: the same */
  const LsPayloadMap* search_attributes; /* null: the same */
  int64_t run_timeout;
  int64_t task_timeout;
  const LsRetryPolicy* retry_policy; /* null: the same */
} LsNextRunCommand;

/* What a local activity has beside the fields of LsActivityCommand. */
typedef struct LsLocalActivityCommand {
  size_t size;
  uint32_t attempt; /* from 1; more after a retry that a timer waited for */
  int64_t first_scheduled;       /* of the first attempt; 0: now */
  int64_t local_retry_threshold; /* a longer wait is made by a timer */
} LsLocalActivityCommand;

/* Signals another workflow, or asks it to cancel. */
typedef struct LsExternalCommand {
  size_t size;
  LsText workflow_namespace; /* empty: the workflow's own */
  LsText workflow_id;
  LsText run_id; /* empty: the current one */
  LsText name;   /* of the signal */
  LsText reason; /* of the cancellation */
  const LsPayloads* input;
  const LsPayloadMap* headers;
} LsExternalCommand;

typedef struct LsNexusCommand {
  size_t size;
  LsText endpoint;
  LsText service;
  LsText operation;
  const LsPayload* input;
  const LsEntry* headers; /* texts, sorted by key */
  size_t header_count;
  int64_t schedule_to_close;
  int64_t schedule_to_start;
  int64_t start_to_close;
  uint32_t cancellation_type; /* LsCancellationType */
  LsText summary;
} LsNexusCommand;

/* A call for the version of a change, and its answer. */
typedef struct LsVersionCommand {
  size_t size;
  int64_t min;
  int64_t max;
  int64_t answer;
  int32_t is_new; /* 1: live, and to be recorded */
} LsVersionCommand;

typedef struct LsCommand {
  size_t size;
  uint32_t kind; /* LsCommandKind */
  uint32_t seq;  /* counted for each kind of thing, from LsBuild::ids_from */
  int32_t deprecated;
  LsText text;
  const LsPayload* payload; /* null: none */
  const LsFailure* failure;
  const LsActivityCommand* activity;
  const LsTimerCommand* timer;
  const LsChildCommand* child;
  const LsNextRunCommand* next_run;
  const LsPlace* places; /* the stack that asked, innermost first */
  size_t place_count;
  const LsLocalActivityCommand* local;
  const LsExternalCommand* external;
  const LsPayloadMap* entries;
  const LsNexusCommand* nexus;
  const LsVersionCommand* version;
} LsCommand;

/* What a coroutine waits for, when nothing can run. */
typedef struct LsWaiting {
  size_t size;
  LsText what; /* "activity SendWelcome", "timer 1", "condition" ... */
  const LsPlace* places; /* innermost first, to the coroutine's root */
  size_t place_count;
} LsWaiting;

typedef struct LsQueryAnswer {
  size_t size;
  LsText id;                /* of the job */
  const LsPayload* payload; /* the answer, or null */
  const LsFailure* failure; /* why there is none */
} LsQueryAnswer;

typedef enum LsLogLevel {
  LS_LOG_DEBUG = 1,
  LS_LOG_INFO = 2,
  LS_LOG_WARN = 3,
  LS_LOG_ERROR = 4
} LsLogLevel;

typedef struct LsLog {
  size_t size;
  uint32_t level; /* LsLogLevel */
  LsText message;
  LsPlace place;
} LsLog;

/* ---- Results of calls ---- */

typedef enum LsStatus {
  LS_STATUS_OK = 0,
  LS_STATUS_TASK_FAILURE = 1, /* the code failed: the task would be retried */
  LS_STATUS_UNDECODABLE_PAYLOAD = 2, /* a payload is not what the code reads */
  LS_STATUS_UNREGISTERED_TYPE = 3    /* create, run_activity: no such type */
} LsStatus;

/* Why a call did not return LS_STATUS_OK. */
typedef struct LsProblem {
  size_t size;
  LsText text;           /* one sentence */
  const LsPlace* places; /* where, innermost first; perhaps none */
  size_t place_count;
} LsProblem;

/* Callbacks of the host, valid during the call they are passed to. Each gets
 * `context` back and is never null. */
typedef struct LsHost {
  size_t size;
  void* context;
  void (*command)(void* context, const LsCommand* command);
  void (*waiting)(void* context, const LsWaiting* waiting);
  void (*query_answer)(void* context, const LsQueryAnswer* answer);
  void (*log)(void* context, const LsLog* log); /* only when not replaying */
  void (*problem)(void* context, const LsProblem* problem);
  /* Go: whether a child with this workflow id cannot be started now: 1 or 0.
   * Its start fails then without a command. Null in hosts of other profiles. */
  int32_t (*child_id_in_use)(void* context, LsText workflow_id);
} LsHost;

/* ---- Activities ---- */

typedef struct LsActivityTask {
  size_t size;
  LsText type;
  LsText id;
  LsText workflow_id;
  LsText run_id;
  LsText workflow_type;
  LsText task_queue;
  int32_t attempt;
  const LsPayloads* input;
  const LsPayloadMap* headers;
  const LsPayloads* heartbeat_details; /* of the last attempt; may be null */
} LsActivityTask;

typedef struct LsActivityHost {
  size_t size;
  void* context;
  void (*heartbeat)(void* context, const LsPayloads* details);
  int32_t (*cancelled)(void* context); /* 1: stop, the result is not wanted */
  void (*result)(void* context, const LsPayload* payload); /* null: none */
  void (*failure)(void* context, const LsFailure* failure);
  void (*problem)(void* context, const LsProblem* problem);
} LsActivityHost;

/* ---- The build ---- */

typedef enum LsProfile {
  LS_PROFILE_CORE = 0, /* the Core engine's semantics and markers */
  LS_PROFILE_GO = 1    /* the Go engine's */
} LsProfile;

typedef struct LsWorkflowType {
  size_t size;
  LsText name;
  const LsText* signals; /* declared at registration, sorted */
  size_t signal_count;
  const LsText* queries;
  size_t query_count;
  const LsText* updates;
  size_t update_count;
} LsWorkflowType;

typedef struct LsActivityType {
  size_t size;
  LsText name;
} LsActivityType;

/* One run of a workflow, owned by the build. */
typedef struct LsInstance LsInstance;

typedef struct LsBuild {
  uint32_t abi; /* LS_ABI: before anything else is looked at */
  uint32_t size;
  LsText api_version; /* of the lockstep headers it was made with, "0.1.0" */
  LsText error;       /* not empty: the registrations contradict each other */
  uint32_t profile;   /* LsProfile */
  uint32_t ids_from;  /* the first number of activities, timers, children */
  const LsWorkflowType* const* workflows; /* sorted by name */
  size_t workflow_count;
  const LsActivityType* const* activities; /* sorted by name */
  size_t activity_count;

  /* Makes an instance; no workflow code runs before the first activation.
   * Returns LS_STATUS_UNREGISTERED_TYPE for an unknown type. */
  LsStatus (*create)(const LsWorkflowInfo* info, const LsHost* host,
                     LsInstance** instance);
  /* Applies the jobs and runs workflow code until every coroutine waits. The
   * commands come through the host, in order. After a status other than OK the
   * instance may only be destroyed. */
  LsStatus (*activate)(LsInstance* instance, const LsActivation* activation,
                       const LsHost* host);
  /* Reports through host->waiting where each coroutine waits, in the order of
   * their creation. */
  void (*blocked)(LsInstance* instance, const LsHost* host);
  /* Destroys the coroutines' frames. Context calls made by destructors of
   * workflow code are ignored. */
  void (*destroy)(LsInstance* instance);
  /* Runs one attempt of an activity to its end. */
  LsStatus (*run_activity)(const LsActivityTask* task,
                           const LsActivityHost* host);
} LsBuild;

/* The one exported function. The result is valid until the library is closed
 * and the same on every call. */
typedef const LsBuild* (*LsBuildFunction)(void);
#define LS_BUILD_SYMBOL "lockstep_build"

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* LOCKSTEP_BUILD_ABI_H_ */
