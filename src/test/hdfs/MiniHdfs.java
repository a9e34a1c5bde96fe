import java.io.File;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A name node and two data nodes on 127.0.0.1, until the input ends: MiniHdfs DIRECTORY */
class MiniHdfs {
  public static void main(String[] args) throws Exception {
    Configuration configuration = new Configuration();
    MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(configuration, new File(args[0])).numDataNodes(2).build();
    cluster.waitActive();
    System.out.println(cluster.getFileSystem().getUri());
    while (System.in.read() >= 0) {}
    cluster.shutdown();
  }
}
