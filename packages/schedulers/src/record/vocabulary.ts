/**
 * What schedulers are known to say: states, reasons, names of fields, and the words of their messages, in small letters. No name of a
 * person, a group, a machine, a queue or a file. A word that is missing is only replaced where it could stay.
 */
export const vocabulary: readonly string[] = `
aborted ac accept account accruetime active after all alloc allocnode alloctres already am amount an and answer apr ar_sub_time
arc argument arid asked assoc assocgrpbbminutes assocgrpbilling assocgrpcpulimit assocgrpcpuminuteslimit
assocgrpcpurunminuteslimit assocgrpjobslimit assocgrpmemlimit assocgrpnodelimit assocgrpsubmitjobslimit assocmaxcpuperjoblimit
assocmaxjobslimit assocmaxnodeperjoblimit assocmaxsubmitjoblimit assocmaxwalldurationperjoblimit assumedly at atch aug avail
backfill backup badconstraints based bash batch batchflag batchhold batchhost because been begintime begun being bf bhist billing
bin binary binding bjobs bkill blocked boot_fail bqueues bsub business by ca calendar call can canceling cancelled cannot category
cd cg changeset changing chdir checkjob checkpoint ckpt_list class cleaning client closed cluster cncld co code command comment
commit commlib communication complete completed completing completion completioncode complex_values configuring connect connection
contiguous copyright corespec could count cpu cpus ctime cwd darcs data days deadline dec default defaultdepartment deferred
defined delayboot deleted deletion delimiter denied department dependency dependencyneversatisfied deqw dev dhqw digit directory
dist dl do does domain done down dqw dr drain drr drs drt ds dt dts dtt ehqw ehrqw eligible eligibletime enabled end end_time
ended endtime enforced engine env_list environment epilog eqw erqw errno error error_path estimated esub etc ew excnodelist exec
exec_file exec_host execution exist exit exit_code exit_reason exit_status exitcode exited exiting exitstatus expediting failed
failedwords false features feb file finished folder following for format found fri from fwd_pend gb gid glibc2 good got gpu
granted_pe gres grid group groupid h_core h_cpu h_data h_fsize h_rss h_rt h_stack h_vmem has held help historical hold hold_types
holdtypes home host hostlist hostname hosts hours hpqw hqw hr hrqw hrwq ht http hw ibm id idle in inact_win inactivelimit infinite
infinity info information initial_state insufficient interactive international interval into invalid invalidaccount invalidqos io
iow is it its jan jat_prio jat_start_time jb_job_number jb_name jb_owner jb_submission_time jl job job_id job_info job_list
job_name job_number job_owner job_scripts job_state job_type jobarraytasklimit jobheldadmin jobhelduser jobholdmaxrequeue jobid
joblaunchfailure jobname jobnumber jobs jobshare jobstate jul jun kb killed know lastschedeval launch_failed library licenses
limit limited limits linux3 list liv load_thresholds localactivenodes log long lost low lsf machines mail_list mailtype mailuser
main maint many mar matching max maximum maxmemperlimit maxvmem may mb mcs_label mdiag mem memory merge message migrated min
min_cpu_interval mincpusnode minmemorynode mintmpdisknode minutes mix mjobctl mmand moab mon more mpi msg msub must nal name ncpus
network nf nice njobs no node node_fail node_modules nodedown nodelist nodes noheader none nonexistent nonzeroexitcode normal not
nothing notify notqueued nov nowhere nsuspend ntaskspern null numcpus numnodes numtasks object obtain oct of ok old on only oom
open opening option options or other out out_of_memory outofmemory output oversubscribe overwrite owner owner_list parallel
parameters partition partitionconfig partitiondown partitioninactive partitionnodelimit partitiontimelimit pbs pbs_o_home
pbs_o_lang pbs_o_logname pbs_o_workdir pbs_version pd pe pe_list pend pend_reason pending pid ping pjobs please pm port
posix_compliant postern power power_up_node pr preempted primary prio priority proc processors project projects prolog prov psusp qacct
qconf qdel qlist qmaster qname qos qosgrpcpulimit qosgrpjobslimit qosgrpmemlimit qosgrpnodelimit qosmaxcpuperuserlimit
qosmaxjobsperuserlimit qosmaxmemoryperuser qosmaxnodeperuserlimit qosmaxsubmitjobperuserlimit qosmaxwalldurationperjoblimit
qosmincpunotsatisfied qosnotallowed qosresourcelimit qosusagethreshold qselect qstat qsub qsub_time qtype queue queue_info
queue_name queue_type queued qw rather rd reach reached reaching read reading reason reboot reconfig_fail records refused
registered rejected removed reported repos reqb reqnodelist reqnodenotavail reqtres request requested requests requeue requeue_fed
requeue_hold requeued requires rerun reservation reservationdeleted resizing resolve resource resource_list resources
resources_max restart restarts resume_method resv resv_del_hold revision rf rh rq rqw rr rs rsv rt rts rtt ru_idrss ru_inblock
ru_ismrss ru_isrss ru_ixrss ru_majflt ru_maxrss ru_minflt ru_msgrcv ru_msgsnd ru_nivcsw ru_nsignals ru_nswap ru_nvcsw ru_oublock
ru_stime ru_utime ru_wallclock run runlimit running runtime rv rw s_core s_cpu s_data s_fsize s_rss s_rt s_stack s_vmem sacct
sacctmgr sat sched scheduler scheduling schemas scontrol scr script script_file se seconds secspresuspend see select send sep
seq_no server sge_o_home sge_o_host sge_o_path sge_o_shell sge_o_workdir sh shell shell_list shell_start_mode short show showq
showstart si sid sig signal signaling sinfo sleep slot slots slurm slurmctld smp so socks source special_exit specified spectrum
spent spoken sprjl sq sql squeue ssusp st stage_out staging start start_time started starter_method starting starttime stat state
state_count states statistics status stderr stdin stdout stdout_path_list stopped string stuck submission submission_time
submitted submittime subordinate_list successfully such summary sun suspend_interval suspend_method suspend_thresholds suspended
suspendtime systemfailure systemhold task taskid tasks tb term term_memlimit term_runlimit terminate_method terminated terse than
the this thu time timed timelimit timemin timeout tmp tmpdir to torque total total_jobs transit tres true ts tt tue two type uid
unable undefined unfinished unknown unkwn unlimited up update_db usage use used user user_lists userhold userid using usr ususp
utc utf util vacated valid variable_list various version violates virtual vmem wait waiting waitingforscheduling waits wall
walltime was wclimit wd wed which while why with without words workdir working workq wt xml xmlns xprojects xsd xuser_lists yes
you your zombi
`
  .trim()
  .split(/\s+/);
