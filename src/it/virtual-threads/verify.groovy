import groovy.xml.XmlSlurper

def report = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.virtual.VirtualApplicationTests.xml'))
assert report.@tests == '5' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'

// Nothing of ours makes the JDK complain: the option in the pom is all it asks for.
def log = new File(basedir, 'build.log').text
def complaints = log.readLines().findAll { it.startsWith('WARNING:') && !it.contains('sun.misc.Unsafe') || it =~ /restricted method|terminally deprecated/ }
assert complaints.isEmpty() : complaints
