/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load calls COUNT                 makes getppid(2) that often
 * load flood KIND WORKERS [REQUEST]
 *                                  makes calls as often as it can, until it is killed:
 *                                  threads, processes   ptrace(REQUEST) of a process that there is not
 *                                  chmod                fchmod(2) of a file of its own, which succeeds
 *                                  connect              connect(2) of a datagram socket, which succeeds
 *                                  children             children that change permissions 60 times, and end
 *                                  programs             programs with 150 kB of arguments
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG_ARGUMENT 4000
#define LONG_ARGUMENTS 38

static long request;
static int file, udp;
static char argument[LONG_ARGUMENT];

static void ptrace_nobody(void)
{
	syscall(SYS_ptrace, request, -1, 0, 0);
}

static void change_mode(void)
{
	fchmod(file, 0600);
}

static void connect_nowhere(void)
{
	const struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	connect(udp, (const struct sockaddr *)&to, sizeof(to));
}

static void make_child(void)
{
	const pid_t pid = vfork();

	if (pid == 0) {
		for (int i = 0; i < 60; i++)
			change_mode();
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void run_program(void)
{
	char *arguments[LONG_ARGUMENTS + 2] = {"/bin/true"};

	for (int i = 1; i <= LONG_ARGUMENTS; i++)
		arguments[i] = argument;
	const pid_t pid = vfork();
	if (pid == 0) {
		execv(arguments[0], arguments);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static const struct kind {
	const char *name;
	int as_threads;
	void (*act)(void);
} kinds[] = {
	{"threads", 1, ptrace_nobody}, {"processes", 0, ptrace_nobody}, {"chmod", 0, change_mode},
	{"connect", 0, connect_nowhere}, {"children", 0, make_child},	{"programs", 0, run_program},
};

static void *flood(void *kind)
{
	for (;;)
		((const struct kind *)kind)->act();
	return NULL;
}

static int start(const struct kind *kind)
{
	pthread_t thread;

	if (kind->as_threads)
		return pthread_create(&thread, NULL, flood, (void *)kind);
	const pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		flood((void *)kind);
	}
	return pid < 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "calls") == 0) {
		for (long left = atol(argv[2]); left > 0; left--)
			syscall(SYS_getppid);
		return 0;
	}
	const struct kind *kind = NULL;
	for (size_t i = 0; argc >= 4 && strcmp(argv[1], "flood") == 0 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(argv[2], kinds[i].name) == 0)
			kind = &kinds[i];
	if (!kind)
		return 2;
	request = argc == 5 ? atol(argv[4]) : -1;
	memset(argument, 'A', sizeof(argument) - 1);
	file = memfd_create("file", MFD_CLOEXEC);
	udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	for (int i = 0; i < atoi(argv[3]); i++)
		if (start(kind))
			return 1;
	for (;;)
		pause();
}
