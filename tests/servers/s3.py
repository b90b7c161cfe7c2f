"""A Ceph RADOS gateway that keeps objects in memory: a real server of S3, over http and https, of Debian's own packages."""
import contextlib
import json
import os
import signal
import subprocess
import uuid

import certificates
import servers

ACCESS_KEY = "testaccesskey"
SECRET_KEY = "testsecretkey0123456789"

# One monitor and one store without redundancy, that trust whoever reaches them: they listen on loopback only. Short intervals,
# so that a cluster is there within two seconds.
_SETTINGS = """
[global]
fsid = {fsid}
mon_initial_members = a
mon_host = [v2:127.0.0.1:{monitor_port}]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_ipv6 = false
ms_bind_port_min = {store_port_first}
ms_bind_port_max = {store_port_last}
ms_mon_client_mode = crc
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
run_dir = {folder}/run
admin_socket = {folder}/run/$name.asok
log_file = {folder}/$name.log
pid_file = {folder}/run/$name.pid
crash_dir = {folder}
mon_allow_pool_size_one = true
mon_allow_pool_delete = true
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
mon_data_avail_crit = 1
mon_data_avail_warn = 2
[mon]
mon_data = {folder}/mon
[osd]
osd_data = {folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
memstore_page_size = 65536
osd_max_object_name_len = 1024
osd_memory_target = 939524096
[client.rgw]
rgw_data = {folder}/rgw
keyring = /dev/null
rgw_frontends = beast endpoint=127.0.0.1:{port} ssl_endpoint=127.0.0.1:{tls_port} ssl_certificate={certificate}
rgw_dns_name = localhost
rgw_rados_pool_pg_num_min = 4
rgw_enable_usage_log = false
rgw_enable_ops_log = false
rgw_dynamic_resharding = false
rgw_thread_pool_size = 32
rgw_gc_max_objs = 4
rgw_lc_max_objs = 4
rgw_num_control_oids = 1
rgw_run_sync_thread = false
rgw_override_bucket_index_max_shards = 1
"""


class S3Server(servers.Server):
    """`port` speaks http, `tls_port` https with a certificate of `root`, which no machine trusts by itself. `region` is what the
    gateway says of its buckets; without one it says "default"."""

    def __init__(self, is_tls=False, region=None):
        super().__init__()
        self.is_tls = is_tls
        self.region = region
        self.port = self.tls_port = None
        self.root = None
        self.gateway = None

    def start(self):
        authority = certificates.Authority(self.folder / "authority")
        self.root = authority.root
        for name in ("mon", "osd", "rgw", "run"):
            (self.folder / name).mkdir()
        # The store takes up to eight ports of its range.
        first = servers.free_ports(11)
        self.port, self.tls_port, monitor_port = first, first + 1, first + 2
        settings = self.folder / "ceph.conf"
        fsid = str(uuid.uuid4())
        settings.write_text(_SETTINGS.format(
            folder=self.folder, fsid=fsid, port=self.port, tls_port=self.tls_port, monitor_port=monitor_port,
            store_port_first=first + 3, store_port_last=first + 10, certificate=authority.issue(
                "gateway", hosts=("DNS:localhost", "DNS:contract.localhost", "IP:127.0.0.1"))))
        self._tell("monmaptool", "--create", "--clobber", "--fsid", fsid, "--addv", "a", f"[v2:127.0.0.1:{monitor_port}]",
                   self.folder / "monmap")
        self._tell("ceph-mon", "-i", "a", "--mkfs", "--monmap", self.folder / "monmap")
        self._spawn("ceph-mon", "-i", "a", "-f")
        store = str(uuid.uuid4())
        self._tell("ceph", "--connect-timeout", "30", "osd", "new", store, "0")
        self._tell("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", store)
        self._spawn("ceph-osd", "-i", "0", "-f")
        self.run()
        if self.region:
            # There is a zone to give a name to when a gateway has been started; it reads the name when it starts.
            self.administer("zonegroup", "modify", "--rgw-zonegroup=default", f"--api-name={self.region}")
            self.crash()
            self.run()
        self.add_user("test", ACCESS_KEY, SECRET_KEY)

    def run(self):
        """Starts the gateway alone, again after it crashed: the store keeps what it stored."""
        self.gateway = self._spawn("radosgw", "-n", "client.rgw", "-f")
        servers.wait_for_port(self.port, self.gateway, seconds=60)

    def crash(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.gateway.pid, signal.SIGKILL)
        self.gateway.wait(timeout=20)
        self.processes.remove(self.gateway)

    def pause(self):
        os.killpg(self.gateway.pid, signal.SIGSTOP)

    def resume(self):
        os.killpg(self.gateway.pid, signal.SIGCONT)

    def add_user(self, name, access_key, secret_key):
        self.administer("user", "create", f"--uid={name}", f"--display-name={name}", f"--access-key={access_key}",
                        f"--secret-key={secret_key}")

    def administer(self, *arguments):
        """What radosgw-admin prints, as JSON where it is JSON."""
        output = self._tell("radosgw-admin", "-n", "client.rgw", *arguments)
        with contextlib.suppress(ValueError):
            return json.loads(output)
        return output

    def store(self, folder, place):
        """Makes the bucket that `place`, BUCKET/PREFIX, begins with, and stores the files of a folder there."""
        subprocess.run(["rclone", "copy", folder, f":s3:{place}"], check=True, timeout=120, env={
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "RCLONE_CONFIG": "/dev/null", "RCLONE_S3_PROVIDER": "Ceph",
            "RCLONE_S3_ENDPOINT": f"http://localhost:{self.port}", "RCLONE_S3_ACCESS_KEY_ID": ACCESS_KEY,
            "RCLONE_S3_SECRET_ACCESS_KEY": SECRET_KEY})

    def location(self, bucket, prefix=""):
        address = f"https://localhost:{self.tls_port}" if self.is_tls else f"http://localhost:{self.port}"
        return f"s3:{address}/{bucket}" + (f"/{prefix}" if prefix else "")

    def environment(self):
        return {
            "TL_TEST_S3_LOCATION": self.location("contract"),
            "TL_TEST_S3_ROOT": str(self.root) if self.is_tls else "",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            # No test asks a cloud that it does not run in.
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
            "AWS_CONFIG_FILE": "/nonexistent",
        }

    def _environment(self):
        return {"CEPH_CONF": str(self.folder / "ceph.conf")}

    def _spawn(self, *arguments):
        return self.spawn(*arguments, environment=self._environment(), log=f"{arguments[0]}.out")

    def _tell(self, *arguments):
        done = subprocess.run([str(argument) for argument in arguments], capture_output=True, check=False, timeout=120,
                              env={**os.environ, **self._environment()})
        if done.returncode != 0:
            raise RuntimeError(f"{arguments[0]} failed: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode()


def make():
    return S3Server()
